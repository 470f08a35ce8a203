package orders_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestReadStatementOfABank(t *testing.T) {
	const csv = "\ufeffSAO KÊ TÀI KHOẢN;;;\nNgày giao dịch;Số tham chiếu;Ghi nợ;Ghi có;Diễn giải\n" +
		"22/11/2026 10:58:01;FT1;;1.122.000;MBVCB.123.OC7KM4XQ2P.CT tu 0881\n" +
		"22/11/2026;FT2;50.000;;Phí\n" +
		"2026-11-22 11:00;;;120,000.00;chuyen tien\n" +
		"2026-11-22 11:00;;;120,000.00;chuyen tien\n"
	got, problems, err := orders.ReadStatement(strings.NewReader(csv))
	if err != nil || len(problems) != 0 {
		t.Fatal(err, problems)
	}
	if len(got) != 3 {
		t.Fatalf("%d receipts, want 3: %v", len(got), got)
	}
	want := orders.Receipt{Ref: "FT1", Amount: 1_122_000, At: time.Date(2026, 11, 22, 3, 58, 1, 0, time.UTC), Description: "MBVCB.123.OC7KM4XQ2P.CT tu 0881"}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	if got[1].Ref == got[2].Ref || got[1].Amount != 120_000 {
		t.Errorf("two like lines: %+v, %+v", got[1], got[2])
	}
	again, _, _ := orders.ReadStatement(strings.NewReader(csv))
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("read again it differs: %s", diff)
	}
}

func TestReadStatementOfASpreadsheet(t *testing.T) {
	book := excelize.NewFile()
	rows := [][]any{{"Date", "Amount", "Description", "Reference"}, {time.Date(2026, 11, 22, 10, 58, 0, 0, time.UTC), 1122000, "OC 7KM4 XQ2P", "FT9"}}
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	got, problems, err := orders.ReadStatement(&file)
	if err != nil || len(problems) != 0 || len(got) != 1 {
		t.Fatal(got, problems, err)
	}
	if want := time.Date(2026, 11, 22, 3, 58, 0, 0, time.UTC); !got[0].At.Equal(want) || got[0].Amount != 1_122_000 {
		t.Errorf("got %v, want %v", got[0], want)
	}
}

func TestStatementProblemsAreToldByRow(t *testing.T) {
	const csv = "Ngày,Số tiền,Nội dung\nhôm qua,1000,x\n22/11/2026,nghìn,x\n"
	_, problems, err := orders.ReadStatement(strings.NewReader(csv))
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 2 || problems[0].Row != 2 || problems[1].Row != 3 {
		t.Errorf("problems %v", problems)
	}
}

func TestReconcile(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		exact := s.Order(orders.Transfer, "CM-500", 1).Checkout
		under := s.Order(orders.Transfer, "CM-500", 2).Checkout
		over := s.Order(orders.Transfer, "CM-500", 3).Checkout
		unnamed := s.Order(orders.Transfer, "CH-200", 3).Checkout
		twinA, twinB := s.Order(orders.Transfer, "MN-250", 1).Checkout, s.Order(orders.Transfer, "MN-250", 1).Checkout
		late := s.Order(orders.Transfer, "CM-500", 1)
		if _, err := s.Cancel(t.Context(), late.Checkout.ID, late.Token); err != nil {
			t.Fatal(err)
		}
		at := s.Clock.Now().Add(time.Minute)
		receipt := func(ref, description string, amount money.Amount) orders.Receipt {
			return orders.Receipt{Ref: ref, Amount: amount, At: at, Description: description}
		}
		statement := []orders.Receipt{
			receipt("1", "CT DEN:123 "+exact.Purpose()+" NGUYEN", exact.Total),
			receipt("2", "x "+strings.ToLower(under.ID), under.Total-1),
			receipt("3", over.Purpose()[:6]+" "+over.Purpose()[6:], over.Total+1),
			receipt("4", "tra tien hang", unnamed.Total),
			receipt("5", "tra tien hang", twinA.Total),
			receipt("6", late.Checkout.Purpose(), late.Checkout.Total),
			receipt("7", exact.Purpose()+" "+under.Purpose(), 1),
		}
		want := "1 exact, 2 under, 3 over, 4 exact by amount, 5 unmatched, 6 late, 7 unmatched"
		rehearsed, err := s.Reconcile(t.Context(), statement, "kế toán", true)
		if err != nil || told(rehearsed) != want {
			t.Fatalf("dry run: %s, %v; want %s", told(rehearsed), err, want)
		}
		wantStatuses(t, s, exact.ID, "awaited awaiting_payment")
		done, err := s.Reconcile(t.Context(), statement, "kế toán", false)
		if err != nil || told(done) != want {
			t.Fatalf("for real: %s, %v; want %s", told(done), err, want)
		}
		wantStatuses(t, s, exact.ID, "paid pending")
		wantStatuses(t, s, unnamed.ID, "paid pending")
		wantStatuses(t, s, twinB.ID, "awaited awaiting_payment")
		again, err := s.Reconcile(t.Context(), statement, "kế toán", false)
		if err != nil || len(again.Payments) != 0 || again.Known != 7 {
			t.Errorf("again: %s, %d known, %v", told(again), again.Known, err)
		}
		p, err := s.MarkPaid(t.Context(), twinA.ID, orders.Receipt{Ref: "5", By: "kế toán"})
		if err != nil || p.Class != orders.Exact {
			t.Errorf("an unmatched receipt given to its order: %+v, %v", p, err)
		}
		wantStatuses(t, s, twinA.ID, "paid pending")
	})
}

func told(r *orders.Reconciliation) string {
	var list []string
	for _, p := range r.Payments {
		text := p.Ref + " " + string(p.Class)
		if p.ByAmount {
			text += " by amount"
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func FuzzReadStatement(f *testing.F) {
	f.Add([]byte("Ngày;Số tiền;Nội dung\n22/11/2026;1.000;OC7KM4XQ2P\n"))
	f.Add([]byte("Date,Amount,Description\n45000.5,-1,x\n1e300,1,x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK")) {
			t.Skip("spreadsheets are another reader's")
		}
		receipts, _, err := orders.ReadStatement(bytes.NewReader(data))
		for _, r := range receipts {
			if err != nil || r.Amount <= 0 || r.Ref == "" || r.At.IsZero() {
				t.Errorf("receipt %+v, %v", r, err)
			}
		}
	})
}

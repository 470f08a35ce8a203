package registers_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/programme/programmetest"
	"github.com/ocopmarket/ocop/programme/registers"
)

const province = "22"

type world struct {
	*programmetest.World
	*registers.Service
	cards []*catalog.Card // of the province, one of each producer
}

func open(t testing.TB) *world {
	t.Helper()
	w := &world{World: programmetest.Open(t, 340, registers.Schemas()...)}
	w.Service = registers.New(w.DB, w.Catalog, programmetest.Now)
	makers := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(w.Products)) {
		if card, ok := w.Catalog.Card(id); ok && card.Place.Province == province && !makers[card.ProducerID] {
			makers[card.ProducerID] = true
			w.cards = append(w.cards, card)
		}
	}
	if len(w.cards) < 5 {
		t.Fatal("too few products in the province")
	}
	return w
}

func (w *world) inspection(card *catalog.Card, day string) registers.Typed {
	return registers.Typed{"ngay": day, "chu-the": card.Certificate, "san-pham": "1", "ket-qua": "Đạt", "so": "12/BB"}
}

func (w *world) add(t testing.TB, b registers.Book, typed registers.Typed) *registers.Entry {
	t.Helper()
	e, err := w.Add(t.Context(), b, province, typed)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// recount adds the entries up one by one.
func (w *world) recount(t testing.TB, b registers.Book, year int) registers.Sum {
	t.Helper()
	var sum registers.Sum
	makers := map[string]bool{}
	ict := vietnam.Zone
	for after := ""; ; {
		page, err := w.Page(t.Context(), b, registers.Filter{Voided: true}, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Items {
			if e.Void {
				continue
			}
			if b == registers.Rewards && !e.Until.IsZero() && e.Until.In(ict).Year() == year {
				sum.Paid += e.Amount
			}
			if e.Year != year {
				continue
			}
			sum.Entries++
			sum.Products, sum.People, sum.Women, sum.Amount = sum.Products+e.Products, sum.People+e.People, sum.Women+e.Women, sum.Amount+e.Amount
			if b == registers.Inspections {
				makers[e.Producer] = true
				if e.Result != registers.Passed {
					sum.Findings++
				}
			}
		}
		if after = page.Next; after == "" {
			sum.Producers = len(makers)
			return sum
		}
	}
}

func TestSumsAreThoseOfTheEntries(t *testing.T) {
	w := open(t)
	if err := w.SetScale(t.Context(), province, [3]string{"20.000.000", "30.000.000", ""}); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		var ids []string
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			card := w.cards[rapid.IntRange(0, len(w.cards)-1).Draw(rt, "card")]
			day := rapid.SampledFrom([]string{"5/1/2026", "31/12/2025", "1/1/2026", "20/11/2026"}).Draw(rt, "day")
			result := rapid.SampledFrom([]string{"Đạt", "Vi phạm"}).Draw(rt, "result")
			switch rapid.IntRange(0, 4).Draw(rt, "act") {
			case 0:
				typed := w.inspection(card, day)
				typed["ket-qua"] = result
				ids = append(ids, w.add(t, registers.Inspections, typed).ID)
			case 1:
				ids = append(ids, w.add(t, registers.Classes, registers.Typed{"ten": "Truy xuất", "ngay": day, "noi": "Hạ Long", "nguoi": "40", "nu": "12"}).ID)
			case 2:
				typed := registers.Typed{"so": "7/QĐ", "ngay": day, "chu-the": card.Certificate, "san-pham": card.Certificate, "sao": "4"}
				if result == "Đạt" {
					typed["han"] = "21/11/2026"
				}
				ids = append(ids, w.add(t, registers.Rewards, typed).ID)
			case 3:
				if len(ids) > 0 {
					if err := w.Void(t.Context(), rapid.SampledFrom(ids).Draw(rt, "which"), "nhập nhầm"); err != nil && !errors.Is(err, registers.ErrVoid) {
						t.Fatal(err)
					}
				}
			case 4:
				if len(ids) > 0 {
					w.move(t, rapid.SampledFrom(ids).Draw(rt, "which"), day)
				}
			}
		}
		for _, year := range []int{2025, 2026} {
			sums, err := w.Sums(t.Context(), province, year)
			if err != nil {
				t.Fatal(err)
			}
			country, err := w.Sums(t.Context(), "", year)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range registers.Books() {
				want := w.recount(t, b, year)
				if diff := cmp.Diff(want, sums[b]); diff != "" {
					rt.Fatalf("%s of %d: %s", b, year, diff)
				}
				if diff := cmp.Diff(want, country[b]); diff != "" {
					rt.Fatalf("%s of %d, whole country: %s", b, year, diff)
				}
			}
		}
	})
}

// move gives an entry another day, unless it was voided.
func (w *world) move(t testing.TB, id, day string) {
	t.Helper()
	e, err := w.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	typed := e.Typed()
	typed["ngay"] = day
	if e.Book == registers.Inspections {
		typed["han"] = ""
	}
	if err := w.Edit(t.Context(), id, typed); err != nil && !errors.Is(err, registers.ErrVoid) {
		t.Fatalf("%v: %v", typed, err)
	}
}

func TestAddRefusesWhatDoesNotFit(t *testing.T) {
	w := open(t)
	card := w.cards[0]
	with := func(base registers.Typed, pairs ...string) registers.Typed {
		out := registers.Typed{}
		for k, v := range base {
			out[k] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = pairs[i+1]
		}
		return out
	}
	inspection := w.inspection(card, "5/1/2026")
	class := registers.Typed{"ten": "Lớp", "ngay": "5/1/2026", "noi": "Hạ Long", "nguoi": "40"}
	reward := registers.Typed{"so": "7/QĐ", "ngay": "5/1/2026", "chu-the": card.Certificate, "san-pham": card.Certificate, "sao": "4", "tien": "30.000.000"}
	foreign := ""
	for _, c := range w.Catalog.AllCards() {
		if c.Place.Province != province {
			foreign = c.Certificate
		}
	}
	for _, tt := range []struct {
		book  registers.Book
		typed registers.Typed
		field string // empty: it fits
	}{
		{registers.Inspections, inspection, ""}, {registers.Classes, class, ""}, {registers.Rewards, reward, ""},
		{registers.Inspections, with(inspection, "ngay", ""), "ngay"}, {registers.Inspections, with(inspection, "ngay", "31/2/2026"), "ngay"},
		{registers.Inspections, with(inspection, "ngay", "23/11/2026"), "ngay"}, {registers.Inspections, with(inspection, "chu-the", "HTX Không Có"), "chu-the"},
		{registers.Inspections, with(inspection, "chu-the", foreign), "chu-the"}, {registers.Inspections, with(inspection, "san-pham", "99"), "san-pham"},
		{registers.Inspections, with(inspection, "ket-qua", "tốt"), "ket-qua"}, {registers.Inspections, with(inspection, "ket-qua", "Cần khắc phục"), "han"},
		{registers.Inspections, with(inspection, "ket-qua", "Cần khắc phục", "han", "1/1/2026"), "han"}, {registers.Inspections, with(inspection, "ket-qua", "mend", "han", "1/12/2026"), ""},
		{registers.Classes, with(class, "nu", "41"), "nu"}, {registers.Classes, with(class, "nguoi", "-1"), "nguoi"}, {registers.Classes, with(class, "ten", strings.Repeat("x", 201)), "ten"},
		{registers.Rewards, with(reward, "sao", "2"), "sao"}, {registers.Rewards, with(reward, "tien", "ba mươi triệu"), "tien"}, {registers.Rewards, with(reward, "tien", ""), "tien"},
		{registers.Rewards, with(reward, "han", "1/12/2026"), "han"}, {registers.Rewards, with(reward, "san-pham", foreign), "san-pham"},
	} {
		_, err := w.Add(t.Context(), tt.book, province, tt.typed)
		var wrong field.Errors
		if tt.field == "" && err != nil {
			t.Errorf("%s %v: %v", tt.book, tt.typed, err)
		}
		if tt.field == "" {
			continue
		}
		if !errors.As(err, &wrong) {
			t.Errorf("%s %v: %v, want %s refused", tt.book, tt.typed, err, tt.field)
		} else if _, ok := wrong.Of(tt.field); !ok {
			t.Errorf("%s %v: %v, want %s refused", tt.book, tt.typed, err, tt.field)
		}
	}
}

func TestTheScaleOfAProvinceFillsInAmounts(t *testing.T) {
	w := open(t)
	if err := w.SetScale(t.Context(), province, [3]string{"20.000.000", "30 000 000", ""}); err != nil {
		t.Fatal(err)
	}
	typed := registers.Typed{"so": "7/QĐ", "ngay": "5/1/2026", "chu-the": w.cards[0].Certificate, "san-pham": w.cards[0].Certificate, "sao": "4"}
	if e := w.add(t, registers.Rewards, typed); e.Amount != 30_000_000 {
		t.Errorf("4 stars: %v", e.Amount)
	}
	typed["sao"], typed["tien"] = "3", "25.000.000 đ"
	if e := w.add(t, registers.Rewards, typed); e.Amount != 25_000_000 {
		t.Errorf("an amount that is given: %v", e.Amount)
	}
	typed["sao"], typed["tien"] = "5", ""
	if _, err := w.Add(t.Context(), registers.Rewards, province, typed); err == nil {
		t.Error("an amount that nobody set was accepted")
	}
}

func TestAVoidedEntryStaysAndDoesNotChange(t *testing.T) {
	w := open(t)
	e := w.add(t, registers.Inspections, w.inspection(w.cards[0], "5/1/2026"))
	var wrong field.Errors
	if err := w.Void(t.Context(), e.ID, " "); !errors.As(err, &wrong) {
		t.Errorf("without a reason: %v", err)
	}
	if err := w.Void(t.Context(), e.ID, "ghi trùng"); err != nil {
		t.Fatal(err)
	}
	if err := w.Edit(t.Context(), e.ID, w.inspection(w.cards[0], "6/1/2026")); !errors.Is(err, registers.ErrVoid) {
		t.Errorf("edit: %v", err)
	}
	kept, err := w.Get(t.Context(), e.ID)
	if err != nil || !kept.Void || kept.VoidWhy != "ghi trùng" || len(kept.History) != 2 {
		t.Errorf("%+v %v", kept, err)
	}
}

func TestPagesSiftWithoutLosingAny(t *testing.T) {
	w := open(t)
	for i := range 60 {
		typed := w.inspection(w.cards[i%len(w.cards)], fmt.Sprintf("%d/%d/2026", i%28+1, i%9+1))
		if i%3 == 0 {
			typed["ket-qua"] = "Vi phạm"
		}
		e := w.add(t, registers.Inspections, typed)
		if i%5 == 0 {
			if err := w.Void(t.Context(), e.ID, "thử"); err != nil {
				t.Fatal(err)
			}
		}
	}
	seen := map[string]bool{}
	var last time.Time
	for after, pages := "", 0; ; pages++ {
		page, err := w.Page(t.Context(), registers.Inspections, registers.Filter{Province: province, Year: 2026, Result: registers.Offence}, after, 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Items {
			if seen[e.ID] || e.Void || e.Result != registers.Offence || !last.IsZero() && e.Day.After(last) {
				t.Fatalf("page %d: %+v", pages, e)
			}
			seen[e.ID], last = true, e.Day
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(seen) != 16 { // 20 offences, of which every fifth was voided
		t.Errorf("%d entries, want 16", len(seen))
	}
}

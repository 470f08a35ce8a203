package orders

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// The columns of a bank's statement, as banks in Vietnam call them.
var statementColumns = []sheet.Column{
	{Key: "date", Required: true, Names: []string{"Ngày giao dịch", "Ngày", "Ngày GD", "Thời gian", "Thời gian giao dịch", "Ngày hiệu lực", "Ngày hạch toán", "Date", "Transaction date"}},
	{Key: "amount", Required: true, Names: []string{"Số tiền", "Ghi có", "Số tiền ghi có", "Phát sinh có", "Có", "Số tiền giao dịch", "Tiền vào", "Amount", "Credit", "Credit amount"}},
	{Key: "description", Required: true, Names: []string{"Nội dung", "Diễn giải", "Mô tả", "Nội dung giao dịch", "Nội dung chuyển khoản", "Nội dung chi tiết", "Description", "Details", "Transaction detail"}},
	{Key: "ref", Names: []string{"Số tham chiếu", "Mã giao dịch", "Mã GD", "Số bút toán", "Số giao dịch", "Số chứng từ", "Mã tham chiếu", "Reference", "Reference number", "Transaction ID"}},
}

// ReadStatement reads a bank's statement, XLSX or CSV with Vietnamese or English
// headings, into receipts. Lines that are no credit are passed over; cells that
// cannot be read are told row by row, and then nothing should be imported.
func ReadStatement(r io.Reader) ([]Receipt, []sheet.Problem, error) {
	rows, err := sheet.Read(r, statementColumns, sheet.DefaultLimits())
	if err != nil {
		return nil, nil, fmt.Errorf("read statement: %w", err)
	}
	var receipts []Receipt
	var problems []sheet.Problem
	seen := map[string]int{}
	for _, row := range rows {
		receipt, credit, problem := receiptOf(row)
		switch {
		case problem != nil:
			problems = append(problems, *problem)
		case credit:
			receipt.Ref = refOf(receipt, seen)
			receipts = append(receipts, receipt)
		}
	}
	return receipts, problems, nil
}

// receiptOf reads a row; credit is false for one that brings nothing.
func receiptOf(row sheet.Row) (r Receipt, credit bool, problem *sheet.Problem) {
	r.Ref, r.Description = row.Text("ref"), row.Text("description")
	amount, credit, err := parseCredit(row.Text("amount"))
	if err != nil {
		return r, false, &sheet.Problem{Row: row.Number, Column: "Số tiền", VI: "không phải số tiền, ví dụ 125.000", EN: "not an amount, such as 125,000"}
	}
	if !credit {
		return r, false, nil
	}
	r.Amount = amount
	if r.At, err = parseMoment(row.Text("date")); err != nil {
		return r, false, &sheet.Problem{Row: row.Number, Column: "Ngày giao dịch", VI: "không phải ngày, ví dụ 22/11/2026 10:58", EN: "not a date, such as 22/11/2026 10:58"}
	}
	return r, true, nil
}

// parseCredit reads an amount with a sign or decimals of nought, as banks write it.
func parseCredit(text string) (money.Amount, bool, error) {
	if text == "" || text == "-" || strings.HasPrefix(text, "-") || strings.HasPrefix(text, "(") {
		return 0, false, nil
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "+"))
	for _, nought := range []string{".00", ",00", ".0"} {
		if cut, ok := strings.CutSuffix(text, nought); ok {
			text = cut
			break
		}
	}
	amount, err := money.Parse(text)
	return amount, amount > 0, err
}

var momentLayouts = []string{
	"2/1/2006 15:04:05", "2/1/2006 15:04", "2/1/2006", "2-1-2006 15:04:05", "2-1-2006 15:04", "2-1-2006",
	"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02",
}

// parseMoment reads a date of Vietnam with or without a time of day, or Excel's count of days.
func parseMoment(text string) (time.Time, error) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range momentLayouts {
		if at, err := time.ParseInLocation(layout, text, vietnam.Zone); err == nil {
			return at.UTC(), nil
		}
	}
	if days, err := strconv.ParseFloat(text, 64); err == nil && days > 36526 && days < 73051 { // 2000 to 2100
		seconds := time.Duration(days*86400+0.5) * time.Second
		return time.Date(1899, 12, 30, 0, 0, 0, 0, vietnam.Zone).Add(seconds).UTC(), nil
	}
	return time.Time{}, fmt.Errorf("orders: %d characters are no date", len(text))
}

// refOf is the bank's reference, or where there is none what stands for it: the
// line itself, and which one of its like it is in the file.
func refOf(r Receipt, seen map[string]int) string {
	if r.Ref != "" {
		return r.Ref
	}
	line := fmt.Sprintf("%s|%d|%s", r.At.Format(time.RFC3339), r.Amount, r.Description)
	seen[line]++
	return fmt.Sprintf("line:%s:%d", hashOf(line), seen[line])
}

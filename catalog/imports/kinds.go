package imports

import (
	"cmp"

	"github.com/ocopmarket/ocop/catalog/intake"
)

// The kinds of problems that are told apart, whichever column they are in. Any other is sorted by its column.
const (
	KindCertificate = "certificate" // of nobody, or of somebody else
	KindTwice       = "twice"       // the same SKU or number in two rows
	KindTaken       = "taken"       // it is another product's
	KindFormula     = "formula"
	KindNumber      = "number" // no number, amount, weight or size
	KindGTIN        = "gtin"
)

// KindName is what a kind is called, in Vietnamese unless lang is "en"; what is no kind of these is the name of a column.
func KindName(kind, lang string) string {
	names, known := map[string][2]string{
		KindCertificate: {"Không phải chứng nhận của bạn", "Not a certificate of yours"}, KindTwice: {"Trùng trong tệp", "Twice in the file"},
		KindTaken: {"Mã của sản phẩm khác", "Another product's code"}, KindFormula: {"Ô là công thức", "A cell is a formula"},
		KindNumber: {"Không phải số", "Not a number"}, KindGTIN: {"Mã vạch sai", "A wrong barcode"},
	}[kind]
	switch {
	case !known:
		return kind
	case lang == "en":
		return names[1]
	}
	return names[0]
}

// KindOf sorts a problem by its kind, or by its column.
func KindOf(p intake.Problem) string { return cmp.Or(p.Kind, p.Column) }

// ProblemsOf are the problems that a list keeps of one kind, or of all for none.
func ProblemsOf(i *Import, kind string) []intake.Problem {
	if kind == "" {
		return i.Problems
	}
	var some []intake.Problem
	for _, p := range i.Problems {
		if KindOf(p) == kind {
			some = append(some, p)
		}
	}
	return some
}

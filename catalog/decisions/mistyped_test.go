package decisions_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/registry"
)

// A number with one digit wrong may be another product's, whose stars it must not touch.
func TestTheNumberOfAnotherProductIsWrong(t *testing.T) {
	honey := "Mật ong,HTX Một,xã Gia Viễn,Ninh Bình,3,1/QĐ-UBND,5/8/2026,NB 11/2026\n"
	for name, tt := range map[string]struct{ row, want string }{
		"another name":                       {strings.Replace(first, "NB 1/2026", "NB 11/2026", 1), decisions.KindOther},
		"another name, another decision":     {"Mắm tôm,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,3,7/QĐ-UBND,6/8/2026,NB 11/2026\n", decisions.KindOther},
		"the same name of another producer":  {strings.Replace(honey, "NB 11/2026", "NB 12/2026", 1), decisions.KindOther},
		"its own":                            {strings.Replace(honey, ",3,", ",4,", 1), ""},
		"its own, in other letters":          {strings.Replace(strings.Replace(honey, ",3,", ",4,", 1), "Mật ong", "MẬT  ONG", 1), ""},
		"as it was called before its rename": {"Mắm rươi,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,5/8/2026,NB 13/2026\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			o.write(columns + first + honey + "Mật ong,HTX Hai,xã Gia Viễn,Ninh Bình,5,1/QĐ-UBND,5/8/2026,NB 12/2026\n" +
				"Mắm rươi,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,3,1/QĐ-UBND,5/8/2026,NB 13/2026\n")
			_, err := products.Modify(t.Context(), o.db, o.certificate("NB 13/2026").ProductID, func(p *catalog.Product) error {
				p.Approved = append(p.Approved, catalog.Approved{Fact: catalog.FactName, Value: "Mắm rươi Đồng Bằng", Registry: p.Name})
				p.Name = "Mắm rươi Đồng Bằng"
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			before := o.everything()
			i := o.write(columns + tt.row)
			if i.Wrong != len(o.said(i)) || o.said(i)[2] != tt.want || (i.Written == 0) != (tt.want != "") {
				t.Errorf("%+v, %v", i, o.said(i))
			}
			if changed := diff(before, o.everything()) != ""; changed != (tt.want == "") {
				t.Errorf("changed: %t", changed)
			}
		})
	}
}

// A row that cannot be written keeps no other row of its product out.
func TestAWrongRowIsNotTheNewest(t *testing.T) {
	const right = "Mắm tép Gia Viễn,HTX Mắm Gia Viễn,xã Gia Viễn,Ninh Bình,4,9/QĐ-UBND,5/8/2026,NB 9/2026\n"
	for name, tt := range map[string]struct {
		row         string
		certificate func(*registry.Record)
		wrong       int
	}{
		"in the future":                   {strings.NewReplacer("5/8/2026", "5/8/2027", "NB 9/2026", "NB 10/2026").Replace(right), lapsed, 1},
		"a number of another product":     {strings.NewReplacer("5/8/2026", "6/8/2026", "NB 9/2026", "NB 1/2026").Replace(right), lapsed, 1},
		"a later decision of what stands": {strings.NewReplacer("5/8/2026", "6/8/2026", "NB 9/2026", mam.Certificate, "9/QĐ", "10/QĐ").Replace(right), func(*registry.Record) {}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			o.write(columns + first)
			p := o.onSale(tt.certificate)
			i := o.try(columns + tt.row + right)
			if i.New != 1 || i.Older != 0 || i.Wrong != tt.wrong || o.said(i)[3] != "" {
				t.Fatalf("%+v, %v", i, o.said(i))
			}
			if err := o.Apply(t.Context(), i.ID); err != nil {
				t.Fatal(err)
			}
			o.work()
			if after, err := products.Get(t.Context(), o.db, p.ID); err != nil || after.Certificate != "NB 9/2026" {
				t.Errorf("%+v, %v", after, err)
			}
		})
	}
}

// Of two rows of a product the older one is left out, which is said and counted.
func TestAnOlderRowIsCountedAsLeftOut(t *testing.T) {
	o := open(t)
	o.onSale(lapsed)
	older := "Mắm tép Gia Viễn,HTX Mắm Gia Viễn,xã Gia Viễn,Ninh Bình,4,8/QĐ-UBND,5/8/2025,NB 8/2025\n"
	i := o.try(columns + strings.NewReplacer("8/QĐ", "9/QĐ", "2025", "2026", "NB 8", "NB 9").Replace(older) + older)
	if i.Rows != 2 || i.Ready != 1 || i.Same != 0 || i.Older != 1 || i.Wrong != 0 {
		t.Errorf("%+v", i)
	}
	list, _, err := o.Problems(t.Context(), i, "", 0, 10)
	if err != nil || len(list) != 1 || list[0].Row != 3 || !list[0].LeftOut || !list[0].Warning {
		t.Errorf("%+v, %v", list, err)
	}
	if err := o.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	o.work()
	numbers := []string{}
	for _, c := range each(o, certificates) {
		numbers = append(numbers, c.(catalog.Certificate).ID)
	}
	slices.Sort(numbers)
	if diff := cmp.Diff([]string{"NB 0100/2022", "NB 9/2026"}, numbers); diff != "" {
		t.Error(diff)
	}
}

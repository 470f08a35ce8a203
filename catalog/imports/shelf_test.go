package imports_test

import (
	"context"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/store"
)

// shelf tells where a unit lies in the own store.
func (d *desk) shelf(sku string) string {
	d.t.Helper()
	shelves, err := d.goods.Shelves(context.Background(), d.db, []string{sku})
	if err != nil {
		d.t.Fatal(err)
	}
	return shelves[sku]
}

// shelve moves a unit to another shelf by hand.
func (d *desk) shelve(sku, shelf string) {
	d.t.Helper()
	err := d.db.Atomic(context.Background(), func(ctx context.Context, tx store.Tx) error {
		_, err := d.goods.SetShelf(ctx, tx, sku, "", shelf)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestAListSaysWhereGoodsLie(t *testing.T) {
	d := open(t, 2)
	const heads = "Số chứng nhận,Mã hàng,Quy cách,Giá (đồng),Tồn kho,Chỗ để,Khối lượng (g)\n"
	if i := d.apply(heads + "QN 0000/2026,R1,Hũ,90000,5, tủ  A2 ,100\nQN 0001/2026,R2,Hũ,90000,5,,100\n"); i.Phase != intake.Applied || i.Ready != 2 {
		t.Fatalf("%+v", i)
	}
	if d.shelf("R1") != "tủ A2" || d.shelf("R2") != "" {
		t.Errorf("R1 lies at %q, R2 at %q", d.shelf("R1"), d.shelf("R2"))
	}
	if again := d.try(heads + "QN 0000/2026,R1,,,,tủ A2,\nQN 0000/2026,R1,,,,,\n"); again.Same != 1 || again.Wrong != 1 {
		t.Errorf("the same again: %+v", again)
	}
	for _, bad := range []string{"=1+1", strings.Repeat("x", 25)} {
		if i := d.try(heads + "QN 0000/2026,R1,,,," + bad + ",\n"); i.Wrong != 1 || i.Problems[0].Column != "Chỗ để" || i.Problems[0].FixVI == "" {
			t.Errorf("%s: %+v", bad, i)
		}
	}
	moved := d.apply("Số chứng nhận,Mã hàng,Chỗ để\nQN 0000/2026,R1,kệ 3\nQN 0001/2026,R2,kệ 4\n")
	if moved.Ready != 2 || d.shelf("R1") != "kệ 3" || d.shelf("R2") != "kệ 4" || d.stock("R1") != 5 {
		t.Fatalf("%+v: %q, %q", moved, d.shelf("R1"), d.shelf("R2"))
	}
	d.shelve("R2", "kệ 9")
	if err := d.Undo(t.Context(), moved.ID); err != nil {
		t.Fatal(err)
	}
	d.work()
	if i := d.get(moved.ID); i.Phase != intake.Undone || len(i.Kept) != 1 || d.shelf("R1") != "tủ A2" || d.shelf("R2") != "kệ 9" {
		t.Errorf("undone: %+v: %q, %q", i, d.shelf("R1"), d.shelf("R2"))
	}
	for row := range imports.Rows([]*catalog.Product{d.product("p-0000")}, nil, map[string]string{"R1": "tủ A2"}) {
		if got := row[7]; got != "tủ A2" {
			t.Errorf("written as %v", row)
		}
	}
}

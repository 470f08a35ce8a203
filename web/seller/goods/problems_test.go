package goods_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog/imports"
)

// tried sends a list and has it tried; it returns where it is shown.
func (w *world) tried(list string) string {
	w.t.Helper()
	at := w.upload("/ban-hang/nhap", "list", "hàng.csv", "text/csv", []byte(list), "").Location
	w.work()
	return at
}

func TestProblemsAreSortedByKind(t *testing.T) {
	w := open(t)
	list := "Số chứng nhận,Mã hàng,Quy cách,Giá (đồng),Tồn kho\nQN p-1,A1,=1+1,chín,5\nQN p-9,A2,Hũ,1000,5\n"
	for range 30 {
		list += "QN p-1,A1,Hũ,1000,nhiều\n"
	}
	at := w.tried(list)
	says(t, "all", w.Get(at), http.StatusOK, "Lỗi theo loại", "Trùng trong tệp", "Ô là công thức", "Không phải số", "1–25 trong ", "Xem tiếp", "?loai=formula#loi")
	one := w.Get(at + "?loai=" + imports.KindFormula)
	says(t, "one kind", one, http.StatusOK, "1–1 trong 1 lỗi", "Mọi loại", `aria-current="true"><b>Ô là công thức`)
	if strings.Contains(one.Body, "Không phải chứng nhận của bạn</td>") {
		t.Error("problems of other kinds are shown")
	}
	says(t, "the next", w.Get(at+"?loai=twice&tu=25"), http.StatusOK, "26–30 trong 30 lỗi")
	for _, odd := range []string{"?tu=-5", "?tu=x", "?loai=none", "?loai=none&tu=1"} {
		says(t, odd, w.Get(at+odd), http.StatusOK, " trong ")
	}
	says(t, "beyond the end", w.Get(at+"?tu=99999"), http.StatusOK, "Lỗi theo loại")
	says(t, "English", w.Get("/en"+at), http.StatusOK, "Problems by kind", "Twice in the file", "1–25 of ")
}

func TestATrialCanBeStopped(t *testing.T) {
	w := open(t)
	at := w.upload("/ban-hang/nhap", "list", "hàng.csv", "text/csv", []byte("Số chứng nhận,Mã hàng\nQN p-1,A1\n"), "").Location
	says(t, "being tried", w.Get(at), http.StatusOK, "Đang chạy thử", `value="bo">Dừng lại`)
	if a := w.Post(at, "viec", "bo"); a.Status != http.StatusSeeOther {
		t.Fatalf("stopped: %d", a.Status)
	}
	w.work()
	says(t, "stopped", w.Get(at), http.StatusOK, "Đã bỏ tệp này, không ghi gì")
}

package lists_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/programme/programmetest"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/officer/lists"
)

const path = "/can-bo/chung-nhan/nhap"

// office is a site with an officer of Quảng Ninh at it.
type office struct {
	*programmetest.World
	*desktest.Site
	t      *testing.T
	lists  *decisions.Service
	leases *lease.Leases
	files  *private.Keeper
}

func open(t *testing.T, products int) *office {
	t.Helper()
	w := programmetest.Open(t, products, slices.Concat(decisions.Schemas(), catalog.RegistrySchemas(), jobs.Schemas(), lease.Schemas())...)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := private.New(blobs)
	o := &office{World: w, t: t, files: files, lists: decisions.New(w.DB, files, programmetest.Now), leases: lease.New(w.DB, "test", time.Minute, programmetest.Now)}
	o.Site = desktest.Open(t, w.DB, w.Catalog, lists.Room(lists.Deps{Lists: o.lists}))
	o.Actor = desktest.Officer("22")
	return o
}

// upload sends a file and returns the address of its list.
func (o *office) upload(name, data string) desktest.Answer {
	o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("tep", name)
	if err == nil {
		_, err = part.Write([]byte(data))
	}
	if err != nil {
		o.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return o.Do(r)
}

func (o *office) work() {
	o.t.Helper()
	if err := o.leases.Keep(context.Background(), "job", func(ctx context.Context, l *lease.Lease) error { return o.lists.Run(ctx, l) }); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) sees(at string, want ...string) desktest.Answer {
	o.t.Helper()
	return o.finds(at, "", want...)
}

// finds reads a page with a cookie, which carries the sentence of the page before.
func (o *office) finds(at, cookie string, want ...string) desktest.Answer {
	o.t.Helper()
	r := httptest.NewRequest("GET", at, nil)
	r.Header.Set("Cookie", cookie)
	a := o.Do(r)
	if a.Status != 200 {
		o.t.Fatalf("GET %s: %d\n%s", at, a.Status, a.Body)
	}
	for _, w := range want {
		if !strings.Contains(a.Body, w) {
			o.t.Errorf("GET %s does not say %q\n%s", at, w, a.Body)
		}
	}
	return a
}

// post sends a form, which must be taken, and reads the page that it leads to.
func (o *office) post(at, act string, want ...string) {
	o.t.Helper()
	a := o.Post(at, "viec", act)
	if a.Status != 303 {
		o.t.Fatalf("POST %s %s: %d\n%s", at, act, a.Status, a.Body)
	}
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	o.finds(a.Location, cookie, want...)
}

const columns = "Tên sản phẩm,Chủ thể,Xã phường,Tỉnh,Sao,Số quyết định,Ngày cấp,Số chứng nhận\n"

// list has n new products of Quảng Ninh, a row of another province, and so many wrong ones.
func list(n, wrong int) string {
	var b strings.Builder
	b.WriteString(columns)
	for i := range n {
		fmt.Fprintf(&b, "Ruốc hàu %d,HTX Hàu Mới,phường Hồng Gai,Quảng Ninh,4,12/QĐ-UBND,5/8/2026,QN %d/2026\n", i, 7000+i)
	}
	b.WriteString("Mắm tôm,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,3,1/QĐ-UBND,5/8/2026,NB 7/2026\n")
	for i := range wrong {
		fmt.Fprintf(&b, "Chả %d,HTX Hàu Mới,phường Hồng Gai,Quảng Ninh,4,12/QĐ-UBND,31/2/2026,QN %d/2026\n", i, 8000+i)
	}
	return b.String()
}

func TestAListIsSentTriedWrittenAndUndone(t *testing.T) {
	o := open(t, 4)
	o.sees(path, `enctype="multipart/form-data"`, "/mau?dang=xlsx", "Chỉ ghi được dòng của Quảng Ninh", "Chưa có lần nào.")
	sent := o.upload("QD-thang-11.csv", list(3, 30))
	if sent.Status != 303 || !strings.HasPrefix(sent.Location, path+"/n-") {
		t.Fatalf("%d %s\n%s", sent.Status, sent.Location, sent.Body)
	}
	at := sent.Location
	o.sees(at, "data-follow", "Đang chạy thử: QD-thang-11.csv", `value="bo"`)
	o.work()
	o.sees(at, "Chạy thử xong, chưa ghi gì", "Ghi 3 dòng", "3 chứng nhận mới, 0 đã có và y hệt, 0 đổi", "31 dòng cần sửa", "<b>G</b> Ngày cấp", "Tháng 2 không có ngày 31", "Sửa theo quyết định giấy",
		"1–25 trong 31", `rel="next"`, "Của tỉnh khác", "Ngày không có thật", "không sản phẩm nào đổi sao")
	o.sees(at+"?tu=25", "26–31 trong 31")
	if a := o.sees(at+"?loai=foreign", "1–1 trong 1", "Sản phẩm của Ninh Bình"); strings.Contains(a.Body, "31/2/2026") {
		t.Error("another kind is shown")
	}
	o.sees("/en"+at, "The trial is done", "No such day", "February has no day 31")
	o.post(at, "ghi", "Đang ghi: QD-thang-11.csv", `value="dung"`)
	o.sees(path, "Đang ghi: QD-thang-11.csv")
	o.work()
	o.sees(at+"/tien-do", "data-then")
	o.sees(at, "Đã ghi xong lúc", "dòng đã ghi")
	if again := o.upload("lai.csv", list(3, 0)); again.Status == 303 {
		o.work()
		o.sees(again.Location, "0 chứng nhận mới, 3 đã có và y hệt, 0 đổi", "Không có dòng nào để ghi")
	}
	o.sees(path, "QD-thang-11.csv", `aria-label="Hoàn lại QD-thang-11.csv"`)
	o.post(at, "hoan", "Đang hoàn lại")
	o.work()
	o.sees(at, "Đã hoàn lại lúc")
	o.post(at, "hoan", "Việc này đã xong từ trước")
}

func TestWrongRowsAndTheTemplateAreFiles(t *testing.T) {
	o := open(t, 2)
	at := o.upload("a.csv", list(1, 2)).Location
	o.work()
	for address, rows := range map[string]int{at + "/loi?dang=xlsx": 4, at + "/loi?dang=csv": 4, path + "/mau?dang=xlsx": 1, path + "/mau?dang=csv": 1} {
		a := o.Get(address)
		sheets, err := sheet.Sheets(strings.NewReader(a.Body), decisions.Limits())
		if a.Status != 200 || err != nil || len(sheets[0].Lines) != rows || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d, %v, %+v", address, a.Status, err, sheets)
			continue
		}
		if last := sheets[0].Lines[0].Cells; rows == 4 && last[len(last)-1] != "Sửa thế nào" {
			t.Errorf("%s: %v", address, last)
		}
	}
}

func TestStarsOfGoodsOnSaleAreShownBeforeAnythingIsWritten(t *testing.T) {
	o := open(t, 680)
	var row string
	for _, card := range o.Catalog.AllCards() {
		maker, err := o.Catalog.Producer(t.Context(), card.ProducerID)
		if err != nil {
			t.Fatal(err)
		}
		if card.Place.Province == "22" && card.Validity.State(programmetest.Now(), programmetest.Now(), time.Hour) == catalog.StateExpired {
			row = fmt.Sprintf("%s,%s,,Quảng Ninh,4,12/QĐ-UBND,20/11/2026,QN 7777/2026,%s\n", card.Name, maker.Name, card.Place.Commune)
		}
	}
	if row == "" {
		t.Fatal("nothing of the province has lapsed")
	}
	at := o.upload("a.csv", strings.Replace(columns, "\n", ",Mã xã\n", 1)+strings.Replace(row, ",,", ",phường,", 1)).Location
	o.work()
	o.sees(at, "1 sản phẩm thêm sao, 0 mất sao", "/cham")
	page := o.sees(at+"/cham", "không sao", "4 sao", "QN 7777/2026")
	if !regexp.MustCompile(`href="/san-pham/[^"]+"`).MatchString(page.Body) {
		t.Error("the product is not linked")
	}
}

func TestWhatIsNoListSaysWhatToDoAndChangesNothing(t *testing.T) {
	o := open(t, 2)
	if a := o.upload("a.csv", ""); a.Status != 422 || !strings.Contains(a.Body, "Chọn tệp trước đã") {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	if a := o.Post(path); a.Status != 422 {
		t.Errorf("a form without a file: %d", a.Status)
	}
	for data, want := range map[string]string{"\x7fELF\x00\x01": "Không đọc được tệp", "a,b\n1,2\n": "Lấy tệp mẫu", columns: "không có sản phẩm nào", strings.Repeat("a", 17<<20-1<<10): "Tệp lớn quá"} {
		a := o.upload("a.csv", data)
		if a.Status != 303 {
			t.Errorf("%q: %d", want, a.Status)
			continue
		}
		o.work()
		o.sees(a.Location, want, "Chưa có gì thay đổi")
	}
	at := o.upload("a.csv", list(1, 0)).Location
	o.work()
	if a := o.Post(at, "viec", "xoa-het"); a.Status != 404 {
		t.Errorf("an act that there is not: %d", a.Status)
	}
	o.post(at, "bo", "Đã bỏ tệp, không ghi gì")
	o.post(at, "ghi", "Việc này đã xong từ trước")
}

func TestAListIsForgottenOnceItCannotBeUndone(t *testing.T) {
	o := open(t, 2)
	at := o.upload("a.csv", list(1, 1)).Location
	o.work()
	o.post(at, "ghi")
	o.work()
	later := decisions.New(o.DB, o.files, func() time.Time { return programmetest.Now().AddDate(0, 0, 40) })
	if _, err := later.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := o.sees(at, "Đã ghi xong lúc", "Tệp và từng dòng lỗi đã xóa"); strings.Contains(a.Body, "/loi") || strings.Contains(a.Body, "?loai=") {
		t.Error("what is gone is linked")
	}
	for _, address := range []string{at + "/loi?dang=xlsx", at + "/cham"} {
		if a := o.Get(address); a.Status != 404 {
			t.Errorf("GET %s: %d", address, a.Status)
		}
	}
}

func TestAnotherProvincesListIsNotThere(t *testing.T) {
	o := open(t, 2)
	at := o.upload("a.csv", list(1, 1)).Location
	o.work()
	o.Actor = desktest.Officer("37")
	for _, address := range []string{at, at + "/tien-do", at + "/loi", at + "/cham"} {
		if a := o.Get(address); a.Status != 404 {
			t.Errorf("GET %s: %d", address, a.Status)
		}
	}
	if a := o.Post(at, "viec", "ghi"); a.Status != 404 {
		t.Errorf("writing it: %d", a.Status)
	}
	o.Actor = desktest.Officer("")
	o.sees(at, "Chạy thử xong")
	o.Actor = desktest.Seller("m-1")
	if a := o.Get(path); a.Status != 403 {
		t.Errorf("a seller: %d", a.Status)
	}
}

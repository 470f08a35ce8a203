package changes_test

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	requests "github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/officer/changes"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// officers are those of the tests: one in every office.
type officers struct{}

func (officers) Officers(context.Context, string) ([]string, error) {
	return []string{"p-officer"}, nil
}

func (officers) Names(_ context.Context, ids []string) (map[string]string, error) {
	return map[string]string{"p-officer": "Bùi Thị Lúa"}, nil
}

// asked is a site on which the producer of Chả mực asks for another name and other ingredients, with a paper.
func asked(t *testing.T) (*desktest.Site, *requests.Service, *requests.Request) {
	t.Helper()
	db := storetest.Open(t, append(orderstest.Schemas(), requests.Schemas()...)...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keeper := private.New(blobs)
	paper, err := keeper.Keep(t.Context(), strings.NewReader("%PDF-1.7\ncông văn\n%%EOF\n"), "14-CV-BD.pdf")
	if err != nil {
		t.Fatal(err)
	}
	service := requests.New(db, shop.Catalog, shop.Clock.Now)
	site := desktest.Open(t, db, shop.Catalog, changes.Room(changes.Deps{Goods: shop.Catalog, Changes: service, Files: keeper, Officers: officers{}}))
	site.Actor = desktest.Officer("22")
	evidence := []requests.Evidence{{ID: "e1", What: "Công văn 14/CV-BĐ", File: paper}}
	return site, service, ask(t, service, evidence)
}

func ask(t *testing.T, service *requests.Service, evidence []requests.Evidence) *requests.Request {
	t.Helper()
	r, err := service.Ask(t.Context(), "CM-500", "p-seller", []requests.Wish{
		{Fact: catalog.FactName, Value: "Chả mực Hạ Long giã tay Bến Đoan", Reason: "Cho khỏi lẫn.", Evidence: []string{"e1"}},
		{Fact: catalog.FactIngredients, Value: "Mực mai 82 %, bột gạo", Reason: "Đổi công thức."},
	}, evidence)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestARequestIsDecidedFactByFact(t *testing.T) {
	site, service, r := asked(t)
	at := "/can-bo/xin-doi/" + r.ID
	page := site.Get(at)
	for _, want := range []string{"xin đổi hai điều", "<ins>Bến Đoan</ins>", "Công văn 14/CV-BĐ", "PDF, ", "Không kèm căn cứ", "Nên trả lời trước", "Chưa ai giữ"} {
		if page.Status != http.StatusOK || !strings.Contains(page.Body, want) {
			t.Errorf("%d: the page does not say %q", page.Status, want)
		}
	}
	if a := site.Post(at, "viec", "tra-loi", "name", "approved"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("answered with a fact undecided: %d", a.Status)
	}
	if a := site.Post(at, "viec", "luu", "ingredients", "refused"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Nói vì sao từ chối") {
		t.Errorf("refused without a reason: %d", a.Status)
	}
	site.Post(at, "viec", "giao", "giao", "p-officer")
	if a := site.Post(at, "viec", "tra-loi", "name", "approved", "ingredients", "refused", "ingredients.why", "Thêm bột là đổi công thức."); a.Status != http.StatusSeeOther {
		t.Fatalf("answered: %d\n%s", a.Status, a.Body)
	}
	next := ask(t, service, nil)
	if a := site.Get("/can-bo/xin-doi/" + next.ID); !strings.Contains(a.Body, "Từ chối đổi ") || !strings.Contains(a.Body, "Duyệt đổi ") {
		t.Error("the page of the next request does not say what came of the one before")
	}
}

func TestTheQueueAsAFile(t *testing.T) {
	site, _, _ := asked(t)
	got := site.Get("/can-bo/xin-doi/xuat?dang=csv")
	if !strings.HasPrefix(got.Body, "\ufeffSản phẩm,") || strings.Count(got.Body, "\r\n") != 2 || !strings.Contains(got.Body, "Chả mực Hạ Long giã tay") {
		t.Errorf("the file: %q", got.Body)
	}
	if got := site.Get("/en/can-bo/xin-doi/xuat?loc=toi"); !strings.HasPrefix(got.Body, "PK") {
		t.Errorf("the workbook: %d", got.Status)
	}
	if got := site.Get("/can-bo/xin-doi"); !strings.Contains(got.Body, "xuat?dang=csv") {
		t.Error("the queue offers no file")
	}
	site.Actor = desktest.Officer("01")
	if got := site.Get("/can-bo/xin-doi/xuat?dang=csv"); strings.Count(got.Body, "\r\n") != 1 {
		t.Errorf("another province's file holds %q", got.Body)
	}
}

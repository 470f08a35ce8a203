package desk_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// refuser is a room with one form, which refuses all that is sent.
func refuser() desk.Room {
	form := `{{define "main"}}{{template "wrongs" .}}<form>{{template "input" (ask $.Base "text" "ten" "Tên" "")}}{{template "input" (ask $.Base "password" "m" "Mật khẩu" "")}}{{template "formfile" (ask $.Base "file" "tep" "Tệp" "")}}</form>{{end}}`
	return desk.Room{Name: "refuser", Templates: fstest.MapFS{"refuser.html": {Data: []byte(form)}}, Routes: []desk.Route{{
		Method: http.MethodPost, Path: "/tu-choi", Action: policy.Browse, Upload: 1 << 20, Handle: func(ask *desk.Ask) error {
			if _, err := ask.Form(); err != nil {
				return err
			}
			page := ask.ShopPage("Từ chối")
			page.Wrong = desk.Wrong{Say: "Sai rồi"}
			return ask.Render(http.StatusUnprocessableEntity, "refuser", &page)
		},
	}}}
}

func TestARefusedFormSaysWhatToGiveAgain(t *testing.T) {
	db := storetest.Open(t, catalog.Schemas()...)
	site := desktest.Open(t, db, catalog.New(db, desktest.Now, catalog.Rules{Silence: time.Hour}), refuser())
	for _, tt := range []struct{ name, password, file, vi, en string }{
		{"Sen", "", "", "Những gì bạn đã gõ vẫn còn nguyên.", "What you typed is still there."},
		{"Sen", "bí mật", "", "trừ mật khẩu: xin gõ lại.", "but for the password: type it again."},
		{"Sen", "", "giấy<b>.pdf", "tệp “giấy&lt;b&gt;.pdf” thì phải chọn lại.", "choose “giấy&lt;b&gt;.pdf” again."},
		{"Sen", "bí mật", "a.pdf", "trừ mật khẩu: xin gõ lại, và chọn lại tệp “a.pdf”.", "type it again, and choose “a.pdf” again."},
	} {
		for path, want := range map[string]string{"/tu-choi": tt.vi, "/en/tu-choi": tt.en} {
			got := send(t, site, path, tt.name, tt.password, tt.file)
			if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, want+"</p>") || strings.Contains(got.Body, "data-kept") {
				t.Errorf("%+v: %d\n%s", tt, got.Status, got.Body)
			}
		}
	}
}

func send(t *testing.T, site *desktest.Site, path, name, password, file string) desktest.Answer {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, field := range [][2]string{{"ten", name}, {"m", password}} {
		if err := m.WriteField(field[0], field[1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("tep", file) // a browser sends the field of a file that was not chosen too
	if err == nil && file != "" {
		_, err = part.Write([]byte("%PDF-1.4"))
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return site.Do(r)
}

package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOfficersDecision is an officer's way: the certificates, the registry, and decisions that are off the shop, and on it again, within seconds.
func TestOfficersDecision(t *testing.T) {
	desk(t)
	t.Parallel()
	v := visit(t, 1280, true)
	v.signIn(officer)
	g, scan := ofQuangNinh(t), scanned(t)
	v.open("/can-bo/to-giac/" + reported(t))
	v.soon("main h1", "hết hạn")
	v.inspected("desk-report-one")
	for i, at := range everySize {
		v.resize(at.width)
		v.filters(at.lang)
		v.seesRegistry(at.lang)
		if i == 1 || i == 2 { // each width and language once
			v.decidesByKeys(at.lang, g, scan, true)
			v.decidesByKeys(at.lang, g, scan, false)
		}
	}
	v.scripts(false)
	v.resize(390)
	v.decides("", g, scan, true)
	v.decides("", g, scan, false)
}

// reported is the code of a report that somebody without an account sent from Quảng Ninh.
func reported(t *testing.T) string {
	t.Helper()
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := stay.PostForm(shared.site+"/to-giac", url.Values{"sai": {"expired"}, "tinh": {"22"}, "noi": {"chợ Hạ Long"}, "ke": {"Hũ mắm vẫn in ba sao."}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	to, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("report: %d, %v", answer.StatusCode, err)
	}
	return to.Query().Get("da-gui")
}

// ofQuangNinh is the last product of the province that the officer works for: other tests buy the first. Its producer is not the demonstration's, whom somebody claimed.
func ofQuangNinh(t *testing.T) goods {
	t.Helper()
	for _, g := range slices.Backward(goodsOf(t, "22")) {
		if g.ProducerSlug != "htx-hai-san-ben-doan" {
			return g
		}
	}
	t.Fatal("every product of the province is of one producer")
	return goods{}
}

// goodsOf are the products of a province.
func goodsOf(t *testing.T, province string) []goods {
	t.Helper()
	items := listed(t, "limit=100&province="+province)
	if len(items) < 5 {
		t.Fatalf("%d products of province %s are too few", len(items), province)
	}
	return items
}

// listed asks the market for a list of products.
func listed(t *testing.T, query string) []goods {
	t.Helper()
	answer, err := http.Get(shared.site + "/api/v1/products?" + query)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var list struct {
		Items []goods `json:"items"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list.Items
}

// scanned is a decision on paper: a PDF of one empty page.
func scanned(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.4\n")
	for i, object := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj%sendobj\n", i+1, object)
	}
	table := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table)
	name := filepath.Join(t.TempDir(), "quyet-dinh.pdf")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// filters narrows the table of certificates; the address says how, so that it can be kept and sent.
func (v *visitor) filters(lang string) {
	v.t.Helper()
	v.open(lang + "/can-bo")
	v.noSideways()
	v.open(lang + "/can-bo/chung-nhan")
	v.noSideways()
	all := v.count("#bang tbody tr")
	v.pick("#sa", "4")
	v.click(".tools form[role=search] button")
	v.arrive(lang + "/can-bo/chung-nhan?")
	if !strings.Contains(v.path(), "sao=4") {
		v.t.Errorf("the filter is not in the address %s", v.path())
	}
	if four := v.count("#bang tbody tr"); four == 0 || four >= all {
		v.t.Errorf("%d certificates, %d of them with four stars", all, four)
	}
	if got := v.value("#sa"); got != "4" {
		v.t.Errorf("the filter shows %q", got)
	}
	v.noSideways()
}

// seesRegistry opens the last pull with its difference.
func (v *visitor) seesRegistry(lang string) {
	v.t.Helper()
	v.open(lang + "/can-bo/so-quoc-gia")
	v.noSideways()
	v.open(v.first("/can-bo/so-quoc-gia/lan-keo/.+"))
	v.noSideways()
}

// count is how many elements a page has.
func (v *visitor) count(selector string) int {
	v.t.Helper()
	return ask(v, "count "+selector, chromedp.Evaluate[int](fmt.Sprintf(`document.querySelectorAll(%q).length`, selector)))
}

// decision is what the two kinds of decision have of their own: Tab leads to the first kind that may be chosen, and keys from there to this one.
type decision struct{ value, first, keys, sign string }

func suspension(lang string, suspend bool) decision {
	if suspend {
		return decision{"suspend", words(lang, "Đình chỉ", "Suspend"), " ", words(lang, "Ký đình chỉ", "Sign the suspension")}
	}
	return decision{"reinstate", words(lang, "Thu hồi", "Revoke"), kb.ArrowDown, words(lang, "Ký phục hồi", "Sign the reinstatement")}
}

// decidesByKeys enters and signs a decision without a click; only the window in which files are chosen is the machine's own.
func (v *visitor) decidesByKeys(lang string, g goods, scan string, suspend bool) {
	v.t.Helper()
	d := suspension(lang, suspend)
	v.open(lang + "/can-bo/quyet-dinh/moi")
	v.fill(words(lang, "Số chứng nhận", "Certificate number"), g.Certificate.Number)
	v.enter(words(lang, "Tìm", "Find"))
	v.arrive(lang + "/can-bo/quyet-dinh/moi?")
	v.soon("main", g.Name)
	v.reach(d.first)
	v.press(d.keys)
	v.fill(words(lang, "Số quyết định", "Decision number"), paperNumber())
	v.fill(words(lang, "Ngày ký", "Signed on"), "20/11/2026")
	v.reach(words(lang, "Bản quét", "Scan with"))
	v.do("choose the scan", chromedp.SetUploadFiles(chromedp.CSS("#f-tep"), []string{scan}))
	v.choose(words(lang, "Có hiệu lực ngay", "Takes effect when"))
	v.fill(words(lang, "Câu công khai", "Public sentence"), "Chờ kiểm tra lại bao bì.")
	v.soon("#f-ly-h", words(lang, "Còn 176 chữ.", "Characters left: 176."))
	v.noSideways()
	v.enter(words(lang, "Xem chạm đến đâu", "See what it touches"))
	v.soon("main h2", words(lang, "đang giữ sản phẩm này", "hold this product"))
	v.noSideways()
	if suspend && lang == "" {
		v.inspected("desk-blast")
	}
	v.enter(d.sign)
	v.shopFollows(lang, g, suspend)
}

// paperNumber is a number that no decision had before: a certificate's history takes each once.
func paperNumber() string { return fmt.Sprintf("%d/QĐ-UBND", time.Now().UnixMilli()%1e8) }

// decides does the same with a mouse.
func (v *visitor) decides(lang string, g goods, scan string, suspend bool) {
	v.t.Helper()
	d := suspension(lang, suspend)
	v.open(lang + "/can-bo/quyet-dinh/moi")
	v.write("#f-so", g.Certificate.Number)
	v.click("#f-so + button")
	v.soon("main", g.Name)
	v.click("input[name=k][value=" + d.value + "]")
	v.write("#f-sqd", paperNumber())
	v.write("#f-ky", "20/11/2026")
	v.do("choose the scan", chromedp.SetUploadFiles(chromedp.CSS("#f-tep"), []string{scan}))
	v.click("#f-ngay")
	v.do("say why", chromedp.SendKeys(chromedp.CSS("#f-ly"), "Chờ kiểm tra lại bao bì."))
	v.click("button[value=xem]")
	v.soon("main h2", words(lang, "đang giữ sản phẩm này", "hold this product"))
	v.click("button[value=ky]")
	v.shopFollows(lang, g, suspend)
}

// shopFollows waits until the decision is signed, and gives the shop five seconds from then to show no stars, or to show them again.
func (v *visitor) shopFollows(lang string, g goods, suspend bool) {
	v.t.Helper()
	for until := time.Now().Add(patience); strings.HasSuffix(strings.Split(v.where(), "?")[0], "/cham") && time.Now().Before(until); {
		time.Sleep(50 * time.Millisecond)
	}
	if said := v.calm("main [role=alert]"); said != "" {
		v.t.Fatalf("the decision is refused: %s", said)
	}
	v.soon("main .tag", words(lang, "Đã có hiệu lực", "In effect"))
	signed := time.Now()
	for {
		v.open(lang + "/san-pham/" + g.Slug)
		shown := strings.HasPrefix(v.text(".badge__name"), "OCOP")
		if shown != suspend {
			return
		}
		if time.Since(signed) > 5*time.Second {
			v.t.Fatalf("five seconds after the decision the product says %q (suspended: %v)", v.text(".badge__name"), suspend)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

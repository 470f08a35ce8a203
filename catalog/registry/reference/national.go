package reference

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
)

// maxPageSize is the most that the national list gives in one page.
const maxPageSize = 500

// nationalItem is a product in the words of the national API: no status, no time of change, no barcode, no codes of places.
type nationalItem struct {
	ID                int           `json:"id"`
	Name              string        `json:"name"`
	Type              string        `json:"type"`
	Stars             int           `json:"ocop_star"`
	CertificateNumber string        `json:"ocop_certificate_number"`
	IssuedOn          string        `json:"issued_on"`
	ExpiryDate        string        `json:"expiry_date"`
	Image             string        `json:"image"`
	Manufacturer      *manufacturer `json:"manufacturer"`
}

// nationalProduct is the detail: the list's fields and the rest.
type nationalProduct struct {
	nationalItem
	CertificateImage *string `json:"certificate_img"`
	Description      string  `json:"description"`
	Story            string  `json:"story"`
	Information      string  `json:"information"`
	Image1           *string `json:"image1"`
	Image2           *string `json:"image2"`
	Image3           *string `json:"image3"`
	Image4           *string `json:"image4"`
	Production1      *string `json:"production_image1"`
	Production2      *string `json:"production_image2"`
	Production3      *string `json:"production_image3"`
	Production4      *string `json:"production_image4"`
}

type manufacturer struct {
	Name           string `json:"name"`
	Representative string `json:"representative"`
	Address        string `json:"address"`
	PhoneNumber    string `json:"phone_number"`
	Email          string `json:"email"`
}

type nationalPage struct {
	Count   int            `json:"count"`
	Results []nationalItem `json:"results"`
}

// nationalList serves GET /v1/public/product-info/.
func (s *Server) nationalList(w http.ResponseWriter, r *http.Request) {
	ids := s.nationalMatches(r)
	size := min(maxPageSize, max(1, numberOr(r.URL.Query().Get("page_size"), 20)))
	page := numberOr(r.URL.Query().Get("page"), 1)
	pages := max(1, (len(ids)+size-1)/size)
	if page < 1 || page > pages {
		answer(w, http.StatusNotFound, map[string]string{"detail": "Invalid page."})
		return
	}
	mode := s.faults.mode()
	page = s.misplaced(mode, page, pages, size)
	part := ids[(page-1)*size : min(page*size, len(ids))]
	if mode == modeReordered {
		slices.Reverse(part)
	}
	out := nationalPage{Count: len(ids), Results: make([]nationalItem, 0, len(part))}
	for _, id := range part {
		if rec, ok := s.store.get(id); ok {
			out.Results = append(out.Results, s.nationalItem(&rec, mode, s.baseURL(r)))
		}
	}
	answer(w, http.StatusOK, out)
}

// misplaced is the page that is served instead of the one asked for.
func (s *Server) misplaced(mode string, page, pages, size int) int {
	switch {
	case mode == modeRepeated && page > 1 && s.faults.firstTime(fmt.Sprintf("national %d/%d", page, size)):
		return page - 1
	case mode == modeReordered && page%2 == 1 && page < pages:
		return page + 1
	case mode == modeReordered && page%2 == 0:
		return page - 1
	}
	return page
}

// nationalMatches lists the ids that the query asks for. What is not valid is not there: that API has no word for it.
func (s *Server) nationalMatches(r *http.Request) []string {
	q := r.URL.Query()
	kind, stars, national := q.Get("type"), q.Get("ocop_star"), q.Get("is_national")
	search := strings.ToLower(strings.TrimSpace(q.Get("search")))
	half := s.faults.mode() == modeHalfGone
	var ids []string
	s.store.each(func(st stand) bool {
		ok := st.status == registry.Valid && !(half && gone(st.id)) &&
			(kind == "" || kind == st.kind) &&
			(stars == "" || stars == strconv.Itoa(st.stars)) &&
			(national == "" || (st.stars == 5) == (national == "true")) &&
			(search == "" || strings.Contains(strings.ToLower(st.name), search))
		if ok {
			ids = append(ids, st.id)
		}
		return true
	})
	return ids
}

func numberOr(text string, otherwise int) int {
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// nationalDetail serves GET /v1/public/product-info/{id}/.
func (s *Server) nationalDetail(w http.ResponseWriter, r *http.Request) {
	rec, ok := s.nationalRecord(r.PathValue("id"))
	mode := s.faults.mode()
	if !ok || rec.Certificate.Status != registry.Valid || mode == modeHalfGone && gone(rec.ID) {
		answer(w, http.StatusNotFound, map[string]string{"detail": "Not found."})
		return
	}
	base := s.baseURL(r)
	answer(w, http.StatusOK, nationalProduct{
		nationalItem: s.nationalItem(&rec, mode, base),
		Description:  rawHTML(rec.ID, rec.Description), Story: rawHTML(rec.ID+"s", rec.Story), Information: information(&rec),
	})
}

func (s *Server) nationalRecord(text string) (registry.Record, bool) {
	serial, err := strconv.Atoi(text)
	if err != nil || serial < 1 {
		return registry.Record{}, false
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	if serial <= len(s.store.index) {
		return s.store.latest(s.data.products[s.store.index[serial-1]].id())
	}
	for _, r := range s.store.order {
		if serialOf(r.ID) == serial-1 {
			return *r, true
		}
	}
	return registry.Record{}, false
}

func (s *Server) nationalItem(r *registry.Record, mode, base string) nationalItem {
	illustrate(r, base)
	item := nationalItem{
		ID: serialOf(r.ID) + 1, Name: r.Name, Type: s.store.typeOf(r), Stars: r.Certificate.Stars,
		CertificateNumber: r.Certificate.Number, IssuedOn: r.Certificate.IssuedOn, ExpiryDate: r.Certificate.ExpiresOn,
		Manufacturer: &manufacturer{Name: r.Producer.Name, Representative: r.Producer.Representative,
			Address: s.oldAddress(r), PhoneNumber: r.Producer.Phone, Email: r.Producer.Email},
	}
	if len(r.Images) > 0 {
		item.Image = r.Images[0]
	}
	if n := hashOf(r.ID); mode == modeCorrupt && n%100 == 7 {
		switch (n / 100) % 3 {
		case 0:
			item.Stars = 9
		case 1:
			item.ExpiryDate = "31/02/2024"
		case 2:
			item.Name, item.CertificateNumber = "", ""
		}
	}
	return item
}

// oldAddress is written as before July 2025: that API was filled by hand and nobody came back to it.
func (s *Server) oldAddress(r *registry.Record) string {
	if r.Place.Text != "" {
		return upperFirst(r.Place.Text)
	}
	if i, ok := s.store.place(r.ID); ok {
		if old, ok := oldCommune(s.data.products[i].producer); ok {
			return old.Name + ", " + old.District + ", " + old.Province
		}
	}
	if list := place.Predecessors(r.Place.Commune); len(list) > 0 {
		return list[0].Name + ", " + list[0].District + ", " + list[0].Province
	}
	return r.Producer.Address
}

// typeOf is the group of 2019 that the API files a record under.
func (s *store) typeOf(r *registry.Record) string {
	if i, ok := s.place(r.ID); ok {
		return group2019(s.data.products[i].kind)
	}
	return nationalType(r)
}

// nationalType is typeOf for what is known by its record alone.
func nationalType(r *registry.Record) string {
	switch r.Group {
	case "drinks":
		return "drink"
	case "medicinal-herbs":
		return "herbs"
	case "tourism":
		return "travel"
	case "food", "drink", "herbs", "cloth", "keepsake", "travel":
		return r.Group
	}
	return "keepsake"
}

// information is the table that offices paste from their word processor.
func information(r *registry.Record) string {
	return `<table border="1" cellpadding="0" style="width:100%"><tbody><tr><td><span style="font-size:14px">Số quyết định</span></td><td>` +
		r.Certificate.Decision + `</td></tr><tr><td>Nơi cấp</td><td>` + r.Certificate.IssuedBy + `</td></tr></tbody></table><p>&nbsp;</p>`
}

// rawHTML is clean text as it looks after years of pasting: styles, fonts, and now and then what must never reach a page.
func rawHTML(id, clean string) string {
	switch hashOf(id) % 40 {
	case 0:
		return clean + `<script>document.title="x"</script>`
	case 1:
		return clean + `<img src="x" onerror="alert(1)"><p style="position:fixed">&nbsp;</p>`
	case 2:
		return `<div class=MsoNormal>` + strings.ReplaceAll(clean, "</p>", "") // unclosed, as pasted
	case 3:
		return clean + `<p><a href="javascript:alert(1)">xem thêm</a></p>`
	}
	clean = strings.ReplaceAll(clean, "<p>", `<p style="text-align: justify;"><span style="font-family:Times New Roman,serif">`)
	return strings.ReplaceAll(clean, "</p>", "</span></p>\r\n")
}

package searchtest

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/search"
)

//go:embed testdata/specialties.tsv
var specialties string

//go:embed testdata/provinces.tsv
var provinces string

//go:embed testdata/communes.tsv
var communes string

// Now is the time at which the corpus is looked at: most certificates are valid, some lapsed.
var Now = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

var groupNames = map[string]string{
	"food": "Thực phẩm", "drinks": "Đồ uống", "medicinal-herbs": "Dược liệu",
	"handicrafts": "Thủ công mỹ nghệ", "ornamental": "Sinh vật cảnh", "tourism": "Du lịch cộng đồng",
}

var (
	makings = []string{"truyền thống", "đặc biệt", "thượng hạng", "giã tay", "hộp quà", "gia truyền", "hữu cơ",
		"loại 1", "500g", "250g", "nguyên chất", "sấy lạnh", "cao cấp", "làng nghề", "VietGAP"}
	brands = []string{"Hồng Phát", "Minh Tâm", "An Phú", "Tân Tiến", "Bến Đoan", "Thảo Nguyên", "Đại Thành", "Phương Nam",
		"Sông Hồng", "Hoàng Gia", "Bảo Ngọc", "Thiên Ân", "Kim Liên", "Quê Hương", "Mộc Châu Xanh", "Đất Việt"}
	forms = []string{"HTX Nông nghiệp", "Công ty TNHH", "Hộ kinh doanh", "Tổ hợp tác", "HTX Dịch vụ"}
	kinds = []string{"cooperative", "company", "household", "group", "cooperative"}
)

type speciality struct{ name, group, province, code string }

// Corpus makes n products as a catalogue of the country has them: every speciality under
// its bare name first, then its variants by other producers. Equal n give equal products.
func Corpus(n int) []search.Document {
	list, places := readSpecialities(), readCommunes()
	rnd := rand.New(rand.NewPCG(7, 11))
	docs := make([]search.Document, 0, n)
	for i := range n {
		docs = append(docs, product(rnd, i, list[i%len(list)], places, i < len(list)))
	}
	return docs
}

func readSpecialities() []speciality {
	codes := make(map[string]string)
	for _, row := range rows(provinces) {
		codes[row[1]] = row[0]
	}
	var list []speciality
	for _, row := range rows(specialties) {
		list = append(list, speciality{row[0], row[1], row[2], codes[row[2]]})
	}
	return list
}

func readCommunes() map[string][]string {
	byProvince := make(map[string][]string)
	for _, row := range rows(communes) {
		byProvince[row[3]] = append(byProvince[row[3]], row[1])
	}
	return byProvince
}

// rows reads tab-separated lines after the first.
func rows(data string) [][]string {
	var out [][]string
	for _, line := range strings.Split(strings.TrimSpace(data), "\n")[1:] {
		out = append(out, strings.Split(line, "\t"))
	}
	return out
}

func product(rnd *rand.Rand, i int, s speciality, communes map[string][]string, bare bool) search.Document {
	pick := func(list []string) string { return list[rnd.IntN(len(list))] }
	name := s.name
	if !bare {
		name += " " + pick(makings)
		if rnd.IntN(3) == 0 {
			name += " " + pick(brands)
		}
	}
	form := rnd.IntN(len(forms))
	d := search.Document{
		ID:         fmt.Sprintf("p%05d", i),
		Name:       name,
		Producer:   forms[form] + " " + pick(brands),
		Place:      pick(communes[s.code]) + ", " + s.province,
		Keywords:   []string{s.name, groupNames[s.group]},
		Group:      s.group,
		Province:   s.code,
		ProducerID: fmt.Sprintf("c%04d", rnd.IntN(8500)),
		Kind:       kinds[form],
		Popularity: int64(rnd.IntN(1000)),
		InStock:    rnd.IntN(5) > 0,
		Chilled:    rnd.IntN(7) == 0,
		Traced:     rnd.IntN(8) > 0,
	}
	if rnd.IntN(12) > 0 {
		d.Price = int64(10+rnd.IntN(990)) * 1000
	}
	certify(rnd, &d)
	return d
}

// certify gives stars in the shares of the programme and 36 months from some day; one
// certificate in fifty was revoked.
func certify(rnd *rand.Rand, d *search.Document) {
	switch p := rnd.IntN(1000); {
	case p < 8:
		d.Stars = 5
	case p < 240:
		d.Stars = 4
	default:
		d.Stars = 3
	}
	d.CertifiedOn = Now.AddDate(0, 0, -rnd.IntN(1200)).Truncate(24 * time.Hour)
	if rnd.IntN(50) > 0 {
		d.ValidFrom, d.ValidUntil = d.CertifiedOn, d.CertifiedOn.AddDate(3, 0, 0)
	}
}

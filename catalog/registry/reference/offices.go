package reference

import (
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
)

// issuer names who may certify on that day: since 1 July 2025 the province up to four stars and the ministry five
// (1489/QĐ-TTg); before, the district three and the province four.
func issuer(x *product, day, stars int) string {
	switch {
	case stars == 5 && day < newMinistry:
		return "Bộ Nông nghiệp và Phát triển nông thôn"
	case stars == 5:
		return "Bộ Nông nghiệp và Môi trường"
	case day >= twoLevels:
		return provinceOffice(x.province)
	}
	old, ok := oldCommune(x.producer)
	if !ok {
		return provinceOffice(x.province)
	}
	if stars == 4 {
		return "UBND " + lowerFirst(old.Province)
	}
	return "UBND " + lowerFirst(old.District) + ", " + lowerFirst(old.Province)
}

func provinceOffice(code string) string {
	p, _ := place.ProvinceByCode(code)
	return "UBND " + provinceTitle(p)
}

func provinceTitle(p place.Province) string {
	if p.Kind == "city" {
		return "thành phố " + p.Name
	}
	return "tỉnh " + p.Name
}

// oldCommune is where the producer's commune was before July 2025: one of its predecessors, always the same for one producer.
func oldCommune(p *producer) (place.OldCommune, bool) {
	list := place.Predecessors(p.commune.Code)
	if len(list) == 0 {
		return place.OldCommune{}, false
	}
	return list[p.seed%uint64(len(list))], true
}

// decision is the number under which an office signed that day's list; the office signs one list a day.
func decision(office string, day, stars int) string {
	t := dayTime(day)
	perDay, tail := 6, "QĐ-UBND"
	switch {
	case stars == 5 && day < newMinistry:
		perDay, tail = 13, "QĐ-BNN-VPĐP"
	case stars == 5:
		perDay, tail = 14, "QĐ-BNNMT"
	case !strings.Contains(office, ","):
		perDay = 10
	}
	n := (t.YearDay()-1)*perDay + 1 + int(mix(office, t.Format(dateLayout))%uint64(perDay))
	return fmt.Sprintf("%04d/%s", n, tail)
}

func lowerFirst(s string) string {
	for i, r := range s {
		return strings.ToLower(string(r)) + s[i+len(string(r)):]
	}
	return s
}

package decisions

import (
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
)

// placeOf is where a row says that its product is made, in the words of the registry.
func placeOf(row Row) registry.Place {
	if c, ok := place.CommuneByCode(row.Commune); ok {
		return registry.Place{Era: place.Era2025, Province: c.Province, Commune: c.Code, Text: row.Address}
	}
	return registry.Place{Text: row.Address}
}

// unclear says why it is not certain where a row's product is made; false where it is.
func unclear(row Row) (at place.Ref, f field, what, mend Text, is bool) {
	if _, ok := place.CommuneByCode(row.Commune); row.Commune != "" && !ok {
		return at, fieldCommune, Text{"Không có mã xã này", "No such commune code"}, Text{"Ghi mã năm chữ số, hoặc để trống", "Write the five digits, or leave it empty"}, true
	}
	at, problem := registry.Locate(placeOf(row))
	if problem == "" {
		return at, 0, what, mend, false
	}
	if at.Province == "" {
		what, mend = whichProvince(row.Address)
	} else {
		what, mend = whichCommune(row.Address)
	}
	return at, fieldAddress, what, mend, true
}

func whichProvince(address string) (what, mend Text) {
	found := registry.ProvincesOf(address)
	switch len(found) {
	case 0:
		return Text{"Không thấy tỉnh", "There is no province"}, Text{"Ghi thêm tỉnh", "Add the province"}
	case 1:
		p, _ := place.ProvinceByCode(found[0])
		return Text{"Chưa ghi tỉnh", "There is no province"}, Text{"Ghi thêm tỉnh, có phải " + p.Name + "?", "Add the province; is it " + p.Name + "?"}
	}
	return Text{fmt.Sprintf("Có ở %d tỉnh, chưa ghi tỉnh", len(found)), fmt.Sprintf("%d provinces have it, and none is named", len(found))},
		Text{"Ghi thêm tỉnh, hoặc mã xã", "Add the province, or the commune's code"}
}

// maxChoices is how many communes a mend names.
const maxChoices = 4

func whichCommune(address string) (what, mend Text) {
	found := registry.Candidates(address)
	if len(found) < 2 {
		return Text{"Tỉnh không có xã, phường này", "The province has no such commune"}, Text{"Ghi tên xã, phường hiện nay, hoặc mã xã", "Write today's name, or the commune's code"}
	}
	var called []string
	for _, code := range found[:min(len(found), maxChoices)] {
		c, _ := place.CommuneByCode(code)
		called = append(called, c.Name)
	}
	return Text{fmt.Sprintf("Nay có thể là %d xã, phường", len(found)), fmt.Sprintf("It can be %d communes today", len(found))},
		Text{"Chọn: " + strings.Join(called, " hoặc "), "Choose: " + strings.Join(called, " or ")}
}

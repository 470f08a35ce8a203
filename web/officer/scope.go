package officer

import (
	"net/url"
	"strconv"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/web/desk"
)

// provinceOf is the province that a request is about: the officer's own, or the one that an officer of the
// central office names; empty for the whole country. Naming another's province is refused.
func provinceOf(ask *desk.Ask, values url.Values) (string, error) {
	named := values.Get("tinh")
	if own := ask.Who.Province; own != "" {
		if named != "" && named != own {
			return "", policy.ErrForbidden
		}
		return own, nil
	}
	if _, ok := place.ProvinceByCode(named); !ok {
		return "", nil
	}
	return named, nil
}

// central reports whether who asks sees every province.
func central(ask *desk.Ask) bool { return ask.Who.Province == "" }

// placeName is a province in words, the country for none.
func placeName(ask *desk.Ask, province string) string {
	if p, ok := place.ProvinceByCode(province); ok {
		return p.Name
	}
	return ask.Say("cả nước", "the whole country")
}

// provinceOptions are the provinces to choose from, with the whole country first.
func provinceOptions(ask *desk.Ask, chosen string) []desk.Option {
	options := []desk.Option{{Value: "", Label: ask.Say("Cả nước", "All provinces"), Chosen: chosen == ""}}
	for _, p := range place.Provinces() {
		options = append(options, desk.Option{Value: p.Code, Label: p.Name, Chosen: p.Code == chosen})
	}
	return options
}

func kindOptions(ask *desk.Ask, chosen catalog.ProducerKind) []desk.Option {
	options := []desk.Option{{Label: ask.Say("Mọi loại chủ thể", "All kinds of producers"), Chosen: chosen == ""}}
	for _, k := range figures.Kinds() {
		options = append(options, desk.Option{Value: string(k), Label: ask.Lang.KindName(k), Chosen: k == chosen})
	}
	return options
}

func groupOptions(ask *desk.Ask, chosen catalog.Group) []desk.Option {
	options := []desk.Option{{Label: ask.Say("Mọi nhóm", "All groups"), Chosen: chosen == ""}}
	for _, g := range catalog.Groups() {
		options = append(options, desk.Option{Value: string(g), Label: ask.Lang.GroupName(g), Chosen: g == chosen})
	}
	return options
}

func starOptions(ask *desk.Ask, chosen int) []desk.Option {
	options := []desk.Option{{Label: ask.Say("Mọi hạng sao", "All stars"), Chosen: chosen == 0}}
	for n := 3; n <= 5; n++ {
		options = append(options, desk.Option{Value: strconv.Itoa(n), Label: ask.Say("%d sao", "%d stars", n), Chosen: n == chosen})
	}
	return options
}

// oneOf returns the value if it is among those that are known, and nothing else.
func oneOf[T comparable](value T, known []T) T {
	for _, k := range known {
		if k == value {
			return value
		}
	}
	var none T
	return none
}

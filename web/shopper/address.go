package shopper

import (
	"net/http"
	"net/url"

	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// typedAddress is what stands in the form of an address.
type typedAddress struct {
	Name, Phone, Province, Commune, Street, Note string
	First                                        bool
}

func typedOf(e addresses.Entry) typedAddress {
	commune, _ := place.CommuneByCode(e.Address.Commune)
	return typedAddress{Name: e.Name, Phone: orders.FormatPhone(e.Phone), Province: e.Address.Province, Commune: commune.Title(), Street: e.Address.Street, Note: e.Address.Note, First: e.First}
}

func readAddress(form url.Values) typedAddress {
	return typedAddress{
		Name: form.Get("ten"), Phone: form.Get("dien-thoai"), Province: form.Get("tinh"), Commune: form.Get("xa"),
		Street: form.Get("duong"), Note: form.Get("ghi"), First: form.Get("truoc") != "",
	}
}

// addressPage is the form of an address.
type addressPage struct {
	desk.Page
	New       bool
	Typed     typedAddress
	Provinces []desk.Option
	Communes  []string // of the province, to choose from as one types
	Maybe     []string // which the typed name may mean
}

func (r *room) renderAddress(a *desk.Ask, status int, typed typedAddress, wrong desk.Wrong) error {
	p := &addressPage{New: a.Param("id") == "", Typed: typed}
	title := a.Say("Sửa địa chỉ", "Change the address")
	if p.New {
		title = a.Say("Thêm địa chỉ", "Add an address")
	}
	p.Page = a.NewPage(title)
	p.Wrong = wrong
	p.Provinces = []desk.Option{{Label: a.Say("Chọn tỉnh, thành", "Choose a province or city")}}
	for _, province := range place.Provinces() {
		p.Provinces = append(p.Provinces, desk.Option{Value: province.Code, Label: province.Name, Chosen: province.Code == typed.Province})
	}
	for _, c := range place.Communes(typed.Province) {
		p.Communes = append(p.Communes, c.Title())
	}
	if wrong.Of("xa") != "" {
		_, maybe := a.Kit().FindCommune(typed.Province, typed.Commune)
		for _, c := range maybe {
			p.Maybe = append(p.Maybe, c.Title())
		}
	}
	return a.Render(status, "shopper-address", p)
}

// save reads the form, keeps it by what is given, or shows what is wrong with it.
func (r *room) save(a *desk.Ask, keep func(addresses.Entry) error) error {
	form, err := a.Form()
	if err != nil {
		return err
	}
	typed := readAddress(form)
	commune, _ := a.Kit().FindCommune(typed.Province, typed.Commune)
	err = keep(addresses.Entry{
		Name: typed.Name, Phone: typed.Phone, First: typed.First,
		Address: orders.Address{Province: typed.Province, Commune: commune.Code, Street: typed.Street, Note: typed.Note},
	})
	if wrong, ok := desk.WrongOf(a.Lang, err); ok {
		return r.renderAddress(a, http.StatusUnprocessableEntity, typed, wrong)
	}
	if err != nil {
		return err
	}
	return a.SeeSaying(bookPath, a.Say("Đã lưu địa chỉ.", "The address was saved."))
}

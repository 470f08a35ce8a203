package catalog

import (
	"testing"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
)

func TestHouseholdersKeepTheirNames(t *testing.T) {
	at := place.Ref{Province: "22", Commune: "06652"}
	commune, _ := place.CommuneByCode(at.Commune)
	hidden := "Hộ kinh doanh ở " + commune.Title()
	for _, c := range []struct {
		name, representative string
		kind                 ProducerKind
		want                 string
	}{
		{"Hộ kinh doanh Nguyễn Thị Na", "Nguyễn Thị Na", Household, hidden},
		{"Hộ kinh doanh Nguyễn Thị Na", "Bà Nguyễn Thị Na", Household, hidden},
		{"HKD NGUYEN THI NA", "Nguyễn Thị Na", Household, hidden},
		{"Hộ kinh doanh Nguyễn Thị Na", "", Household, hidden}, // decision lists name no representative
		{"Cơ sở sản xuất Trần Văn Bảy", "", Household, hidden},
		{"Hộ kinh doanh Hương Quê", "", Household, "Hộ kinh doanh Hương Quê"},
		{"Cơ sở chế biến chả mực Bến Đoan", "", Household, "Cơ sở chế biến chả mực Bến Đoan"},
		{"Hộ kinh doanh Hương Quê", "Nguyễn Thị Na", Household, "Hộ kinh doanh Hương Quê"},
		{"Công ty TNHH Nguyễn Thị Na", "Nguyễn Thị Na", Company, "Công ty TNHH Nguyễn Thị Na"},
	} {
		if got := publicName(c.name, c.kind, c.representative, at); got != c.want {
			t.Errorf("%s of %q: %q, want %q", c.name, c.representative, got, c.want)
		}
	}
}

func TestWhereAHouseholdLivesIsNotKeptWithItsProduct(t *testing.T) {
	r := chaMuc()
	r.Place = registry.Place{Era: "2004", Text: "Số 5 ngõ 12, phường Phúc Xá, quận Ba Đình, thành phố Hà Nội"}
	for kind, want := range map[string]string{
		"household": "phường Phúc Xá, quận Ba Đình, thành phố Hà Nội",
		"company":   r.Place.Text,
	} {
		r.Producer.Kind, r.Producer.Address = kind, r.Place.Text
		e, err := NewPreparer("registry", true).Prepare(r)
		if err != nil {
			t.Fatal(err)
		}
		if e.Product.Place.Text != want || e.Producer.Place.Text != want || e.Product.Place.Commune != "00097" {
			t.Errorf("%s: product at %+v, producer at %+v", kind, e.Product.Place, e.Producer.Place)
		}
		if e.Producer.Contact.Address != r.Place.Text {
			t.Errorf("%s: the address for orders is %q", kind, e.Producer.Contact.Address)
		}
	}
}

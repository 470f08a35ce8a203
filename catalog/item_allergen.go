package catalog

import "slices"

// Allergen is one of the substances that labels must name. 43/2017/NĐ-CP and CODEX STAN 1-1985 (4.2.1.4), widened by what Vietnamese kitchens use.
type Allergen string

// The allergens.
const (
	Gluten      Allergen = "gluten"
	Crustaceans Allergen = "crustaceans"
	Molluscs    Allergen = "molluscs"
	Fish        Allergen = "fish"
	Egg         Allergen = "egg"
	Peanut      Allergen = "peanut"
	Soy         Allergen = "soy"
	Milk        Allergen = "milk"
	Nuts        Allergen = "nuts"
	Sesame      Allergen = "sesame"
	Sulphites   Allergen = "sulphites"
)

// Allergens lists them in the order in which people are asked.
func Allergens() []Allergen {
	return []Allergen{Molluscs, Fish, Crustaceans, Soy, Peanut, Egg, Milk, Gluten, Nuts, Sesame, Sulphites}
}

// Name is what the allergen is called, in Vietnamese unless lang is "en".
func (a Allergen) Name(lang string) string {
	names := map[Allergen][2]string{
		Gluten: {"Gluten (lúa mì)", "Gluten (wheat)"}, Crustaceans: {"Giáp xác", "Crustaceans"}, Molluscs: {"Nhuyễn thể", "Molluscs"},
		Fish: {"Cá", "Fish"}, Egg: {"Trứng", "Egg"}, Peanut: {"Lạc", "Peanut"}, Soy: {"Đậu nành", "Soy"}, Milk: {"Sữa", "Milk"},
		Nuts: {"Các loại hạt", "Nuts"}, Sesame: {"Vừng", "Sesame"}, Sulphites: {"Sulfit", "Sulphites"},
	}
	return names[a][side(lang)]
}

// Known reports whether the allergen is in the list.
func (a Allergen) Known() bool { return slices.Contains(Allergens(), a) }

package registry

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// nationalList is a page of the national list.
type nationalList struct {
	Count   int               `json:"count"`
	Results []json.RawMessage `json:"results"`
}

// nationalEntry is a product in the national API, of the list or in detail. Which fields the list has differs.
type nationalEntry struct {
	ID             text           `json:"id"`
	Name           text           `json:"name"`
	Type           text           `json:"type"`
	Stars          text           `json:"ocop_star"`
	Number         text           `json:"ocop_certificate_number"`
	IssuedOn       text           `json:"issued_on"`
	ExpiryDate     text           `json:"expiry_date"`
	Description    *text          `json:"description"`
	Story          text           `json:"story"`
	Information    text           `json:"information"`
	Image          text           `json:"image"`
	Image1         text           `json:"image1"`
	Image2         text           `json:"image2"`
	Image3         text           `json:"image3"`
	Image4         text           `json:"image4"`
	ProductionImg1 text           `json:"production_image1"`
	ProductionImg2 text           `json:"production_image2"`
	ProductionImg3 text           `json:"production_image3"`
	ProductionImg4 text           `json:"production_image4"`
	CertificateImg text           `json:"certificate_img"`
	Manufacturer   *nationalMaker `json:"manufacturer"`
}

// nationalMaker is a producer in the national API. It has no id.
type nationalMaker struct {
	Name           text `json:"name"`
	Representative text `json:"representative"`
	Address        text `json:"address"`
	PhoneNumber    text `json:"phone_number"`
	Email          text `json:"email"`
}

// text reads a string, a number or nothing: that API is not strict about which.
type text string

// UnmarshalJSON never fails on a value that is no text; it is then empty.
func (t *text) UnmarshalJSON(raw []byte) error {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	switch v := v.(type) {
	case string:
		*t = text(strings.TrimSpace(v))
	case float64:
		*t = text(strconv.FormatFloat(v, 'f', -1, 64))
	case bool, nil, []any, map[string]any:
		*t = ""
	}
	return nil
}

// with fills what the list leaves out from the detail.
func (e nationalEntry) with(detail nationalEntry) nationalEntry {
	full := detail
	full.ID = e.ID
	for _, f := range []struct{ to, from *text }{
		{&full.Name, &e.Name}, {&full.Type, &e.Type}, {&full.Stars, &e.Stars}, {&full.Number, &e.Number},
		{&full.IssuedOn, &e.IssuedOn}, {&full.ExpiryDate, &e.ExpiryDate}, {&full.Image, &e.Image},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if full.Manufacturer == nil {
		full.Manufacturer = e.Manufacturer
	}
	return full
}

// record says it in the words of the feed. The API knows valid records only, of the groups of 2019 and places before July 2025.
func (n *National) record(e nationalEntry) Record {
	var maker nationalMaker
	if e.Manufacturer != nil {
		maker = *e.Manufacturer
	}
	r := Record{
		ID: string(e.ID), Name: string(e.Name), Group: string(e.Type), CriteriaVersion: "1048/QĐ-TTg", Story: string(e.Story),
		Producer: Producer{
			ID: makerID(maker), Name: string(maker.Name), Representative: string(maker.Representative),
			Address: string(maker.Address), Phone: string(maker.PhoneNumber), Email: string(maker.Email),
		},
		Place: Place{Era: place.Era2004, Text: string(maker.Address)},
		Certificate: Certificate{
			Number: string(e.Number), Status: Valid, Stars: starsOf(string(e.Stars)),
			IssuedOn: dateOf(string(e.IssuedOn)), ExpiresOn: dateOf(string(e.ExpiryDate)),
		},
	}
	if e.Description != nil {
		r.Description = string(*e.Description)
	}
	if e.Information != "" {
		r.Description += "\n" + string(e.Information)
	}
	for _, image := range []text{e.Image, e.Image1, e.Image2, e.Image3, e.Image4, e.ProductionImg1, e.ProductionImg2, e.ProductionImg3, e.ProductionImg4} {
		if address := n.resolve(string(image)); address != "" {
			r.Images = append(r.Images, address)
		}
	}
	return r
}

// makerID stands in for the id that the API does not give: whoever has the same name at the same address is the same.
func makerID(m nationalMaker) string {
	if m.Name == "" {
		return ""
	}
	return "national:" + place.Slug(string(m.Name)) + "@" + place.Slug(string(m.Address))
}

// starsOf reads "4", "4.0" and "4 sao"; 0 is none.
func starsOf(s string) int {
	digits := strings.TrimRight(strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(s, "sao")), ".0"), " ")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// dateOf reads the ways in which people and programs write a day. What is none comes back as it is, and is refused later.
func dateOf(s string) Date {
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999Z0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.In(vietnam.Zone).Format(time.DateOnly)
		}
	}
	if t, err := time.Parse("2006-01-02T15:04:05", s); err == nil {
		return t.Format(time.DateOnly)
	}
	return s
}

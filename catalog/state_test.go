package catalog_test

import (
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
)

const silence = 72 * time.Hour

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t.Add(-7 * time.Hour) // Vietnam keeps UTC+7 the year round
}

func TestState(t *testing.T) {
	good := catalog.Validity{Stars: 4, Standing: catalog.InForce, IssuedOn: at("2024-08-14 00:00"), ExpiresAt: at("2027-08-15 00:00")}
	with := func(change func(v *catalog.Validity)) catalog.Validity {
		v := good
		change(&v)
		return v
	}
	revoked := with(func(v *catalog.Validity) { v.Standing, v.StandingFrom = catalog.Revoked, at("2026-11-24 15:00") })
	tests := []struct {
		name      string
		v         catalog.Validity
		now       time.Time
		confirmed time.Duration // ago
		want      catalog.State
	}{
		{"in force", good, at("2026-11-24 10:00"), time.Hour, catalog.StateValid},
		{"before it was issued", good, at("2024-08-13 23:59"), time.Hour, catalog.StateUnknown},
		{"six months left", good, at("2027-02-15 00:00"), time.Hour, catalog.StateExpiring},
		{"a minute more than six months left", good, at("2027-02-14 23:59"), time.Hour, catalog.StateValid},
		{"the last minute", good, at("2027-08-14 23:59"), time.Hour, catalog.StateExpiring},
		{"the minute after", good, at("2027-08-15 00:00"), time.Hour, catalog.StateExpired},
		{"registry silent for the limit", good, at("2026-11-24 10:00"), silence, catalog.StateValid},
		{"registry silent beyond the limit", good, at("2026-11-24 10:00"), silence + time.Second, catalog.StateUnknown},
		{"expired, though the registry is silent", good, at("2028-01-01 00:00"), 100 * silence, catalog.StateExpired},
		{"revoked from a later hour", revoked, at("2026-11-24 14:59"), time.Hour, catalog.StateValid},
		{"revoked", revoked, at("2026-11-24 15:00"), time.Hour, catalog.StateRevoked},
		{"revoked stays so after its dates", revoked, at("2029-11-24 15:00"), time.Hour, catalog.StateRevoked},
		{"suspended", with(func(v *catalog.Validity) { v.Standing = catalog.Suspended }), at("2026-11-24 10:00"), time.Hour, catalog.StateSuspended},
		{"withdrawn", with(func(v *catalog.Validity) { v.Standing = catalog.Withdrawn }), at("2026-11-24 10:00"), time.Hour, catalog.StateWithdrawn},
		{"two stars are a result, not a badge", with(func(v *catalog.Validity) { v.Stars = 2 }), at("2026-11-24 10:00"), time.Hour, catalog.StateUnknown},
		{"no certificate at all", catalog.Validity{}, at("2026-11-24 10:00"), time.Hour, catalog.StateUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.v.State(tt.now, tt.now.Add(-tt.confirmed), silence)
			if got != tt.want {
				t.Errorf("State = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSpanAgreesWithState(t *testing.T) {
	base := catalog.Validity{Stars: 3, Standing: catalog.InForce, IssuedOn: at("2024-01-01 00:00"), ExpiresAt: at("2027-01-01 00:00")}
	var cases []catalog.Validity
	for _, standing := range []catalog.Standing{catalog.InForce, catalog.Suspended, catalog.Revoked, catalog.Withdrawn, ""} {
		for _, from := range []time.Time{{}, at("2023-01-01 00:00"), at("2025-06-01 09:30"), at("2028-01-01 00:00")} {
			for _, s := range []int{2, 3} {
				v := base
				v.Standing, v.StandingFrom, v.Stars = standing, from, base.Stars
				if s == 2 {
					v.Stars = 2
				}
				cases = append(cases, v)
			}
		}
	}
	for _, v := range cases {
		from, until := v.Span()
		for _, now := range []time.Time{at("2022-01-01 00:00"), at("2024-01-01 00:00"), at("2025-06-01 09:29"), at("2025-06-01 09:30"), at("2026-12-31 23:59"), at("2027-01-01 00:00"), at("2028-06-01 00:00")} {
			inSpan := !now.Before(from) && now.Before(until)
			if shows := v.State(now, now, silence).ShowsStars(); shows != inSpan {
				t.Errorf("%+v at %v: shows stars %v, but its span %v–%v says %v", v, now, shows, from, until, inSpan)
			}
		}
	}
}

func TestNormalGTIN(t *testing.T) {
	tests := []struct{ in, want string }{
		{"8936012345674", "8936012345674"},
		{"08936012345674", "8936012345674"},
		{"96385074", "0000096385074"},
		{"036000291452", "0036000291452"},
		{"18936012345671", "18936012345671"},
		{"8936012345673", ""},
		{"893601234568", ""},
		{"89360123456a2", ""},
		{"", ""},
		{"１２３４５６７８", ""},
	}
	for _, tt := range tests {
		got, err := catalog.NormalGTIN(tt.in)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("NormalGTIN(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestNumberKeyIgnoresHowPeopleType(t *testing.T) {
	for _, typed := range []string{"0412/QĐ-UBND", "0412/qđ-ubnd", "0412 QD UBND", "0412/QÐ-UBND"} {
		if got := catalog.NumberKey(typed); got != "0412qdubnd" {
			t.Errorf("NumberKey(%q) = %q", typed, got)
		}
	}
}

func TestNamesOfHouseholdersStayOffPages(t *testing.T) {
	at := place.Ref{Era: place.Era2025, Province: "22", Commune: place.Communes("22")[0].Code}
	title := place.Communes("22")[0].Title()
	tests := []struct {
		kind           catalog.ProducerKind
		name, who, out string
	}{
		{catalog.Household, "Hộ kinh doanh Võ Văn Bạch Đàn", "Võ Văn Bạch Đàn", "Hộ kinh doanh ở " + title},
		{catalog.Household, "HKD VÕ VĂN BẠCH ĐÀN", "Võ Văn Bạch Đàn", "Hộ kinh doanh ở " + title},
		{catalog.Household, "Cơ sở Gò Mây", "Võ Văn Bạch Đàn", "Cơ sở Gò Mây"},
		{catalog.Company, "Công ty Võ Văn Bạch Đàn", "Võ Văn Bạch Đàn", "Công ty Võ Văn Bạch Đàn"},
	}
	for _, tt := range tests {
		p := catalog.Producer{Name: tt.name, Kind: tt.kind, Place: at, Contact: catalog.Contact{Representative: tt.who}}
		if got := p.PublicName(); got != tt.out {
			t.Errorf("%s %q is called %q, want %q", tt.kind, tt.name, got, tt.out)
		}
	}
}

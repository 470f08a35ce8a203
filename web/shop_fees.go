package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/orders"
)

// feesPage is the table of delivery fees.
type feesPage struct {
	Page
	First, Step string // headings of the columns
	Rows        []feeRow
	Chilled     string
	Provinces   template.HTML // options
}

type feeRow struct{ Zone, Say, First, Step, Days string }

// showFees tells what delivery costs, from the rules in force.
func (s *Server) showFees(c *gin.Context) error {
	p := &feesPage{Page: s.newPage(c, "")}
	m, rates := &p.T.Fees, s.orders.Rules().Shipping
	p.Title, p.Description = m.Title, m.Lead
	p.Crumbs = []Crumb{{p.T.Common.Home, "/"}, {m.Title, ""}}
	p.Provinces = provinceOptionsHTML("")
	p.First = fmt.Sprintf(m.FirstWeight, weight(p.Lang, rates.FirstG))
	p.Step = fmt.Sprintf(m.StepWeight, weight(p.Lang, rates.StepG))
	p.Chilled = fmt.Sprintf(m.Chilled, p.Lang.Price(rates.Chilled))
	for _, zone := range []struct {
		orders.Zone
		name, say string
	}{{orders.Within, m.Within, m.WithinSay}, {orders.Region, m.Region, m.RegionSay}, {orders.Across, m.Across, m.AcrossSay}} {
		rate := rates.Zones[zone.Zone]
		p.Rows = append(p.Rows, feeRow{
			Zone: zone.name, Say: zone.say, First: p.Lang.Price(rate.First), Step: p.Lang.Price(rate.Step),
			Days: fmt.Sprintf(m.Days, strconv.Itoa(rate.MinDays), strconv.Itoa(rate.MaxDays)),
		})
	}
	return s.render(c, http.StatusOK, "shop/fees", p)
}

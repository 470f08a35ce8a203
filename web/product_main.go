package web

import (
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/web/markup"
)

// writeMain writes a product's page by hand, as no page is asked for so often.
func (p *productPage) writeMain(s *sheet) {
	w, v := &s.Writer, p.view
	w.Raw(`<div class="wrap main">`)
	p.breadcrumbs(w)
	w.Raw("\n<article class=\"product")
	if p.Lost != "" {
		w.Raw(` product--off`)
	}
	w.Raw("\" aria-labelledby=\"t\">\n  <div class=\"gallery\" data-gallery>")
	v.gallery(w, p.Photos, p.Group, p.Name)
	w.Raw("</div>\n  <div class=\"product__side\">\n    <h1 id=\"t\">")
	w.Text(p.Name)
	w.Raw("</h1>\n    <p class=\"product__by\">")
	link(w, p.Maker.Path, "", p.Maker.Name)
	w.Raw(` <span class="soft">`)
	w.Text(p.Maker.Place)
	w.Raw("</span></p>\n")
	p.writeStanding(w)
	p.writeBuy(w)
	p.writeDelivery(w)
	w.Raw("</div>\n</article>\n<div class=\"two two--wide section\">\n  <section aria-labelledby=\"st\">")
	p.writeStory(w)
	w.Raw("</section>\n  <div class=\"stack stack--wide\">")
	p.writeCertificate(w)
	p.writeTrace(w)
	w.Raw("</div>\n</div>\n")
	p.writeShelf(w, "cung", p.T.Product.SameMaker, p.MakerCount, p.SameMaker)
	p.writeShelf(w, "khac", p.T.Product.SameKind, "", p.SameKind)
	w.Raw("</div>\n")
	p.writeBuyBar(w)
}

// writeStanding shows the badge, or says why there is none.
func (p *productPage) writeStanding(w *markup.Writer) {
	if b := p.Badge; b != nil {
		w.Raw(`<div class="badge"><svg role="img" aria-label="`)
		w.Text(b.Alt)
		w.Raw(`"><use href="`)
		w.Text(p.view.sprite)
		w.Raw(`#badge-`)
		w.Int(b.Stars)
		w.Raw(`"/></svg><div><p class="badge__name">`)
		w.Text(b.Line)
		w.Raw(`</p><p>`)
		w.Text(p.T.Product.Certificate)
		w.Raw(` `)
		link(w, p.CertPath, "num", p.CertNumber)
		w.Raw(`</p><p class="`)
		if b.Expiring {
			w.Raw(`warn`)
		} else {
			w.Raw(`soft`)
		}
		w.Raw(`">`)
		w.Text(b.Until)
		w.Raw("</p></div></div>\n")
	}
	if p.Lost != "" {
		w.Raw(`<div class="notice notice--danger">`)
		p.view.icon(w, "icon", "i-ban")
		w.Raw(`<div><p><b>`)
		w.Text(p.Lost)
		w.Raw(`</b></p><p>`)
		w.Text(p.LostSay)
		w.Raw(`</p>`)
		if p.CertNumber != "" {
			w.Raw(`<p>`)
			link(w, p.CertPath, "", p.T.Product.TraceWrong)
			w.Raw(`</p>`)
		}
		w.Raw("</div></div>\n")
	}
}

// writeBuy writes the form that puts a piece into the basket, or says why there is none.
func (p *productPage) writeBuy(w *markup.Writer) {
	b, t := p.Buy, &p.T.Product
	if b == nil {
		if p.NotSold != "" && p.Lost == "" {
			w.Raw(`<p class="notice mt4">`)
			p.view.icon(w, "icon", "i-info")
			w.Raw(`<span>`)
			w.Text(p.NotSold)
			w.Raw("</span></p>\n")
		}
		return
	}
	w.Raw(`<form class="buy" method="post" action="`)
	w.Path(p.Link("/gio-hang"))
	w.Raw("\" id=\"mua\">\n      <p class=\"price buy__price\"><span data-price>")
	w.Text(b.Price)
	w.Raw(`</span> <small data-per>`)
	w.Text(b.Per)
	w.Raw("</small></p>\n      <fieldset><legend class=\"label\">")
	w.Text(t.Unit)
	w.Raw(`</legend><div class="tiles">`)
	unitTiles(w, b.Tiles)
	w.Raw("</div></fieldset>\n")
	if b.AnyAvailable {
		p.writeStepper(w)
	}
	w.Raw("<ul class=\"sure\" role=\"list\">\n        <li>")
	p.view.icon(w, "icon icon--s", "i-box")
	w.Raw(`<span><b>`)
	w.Text(b.Stock)
	w.Raw("</b></span></li>\n        <li>")
	p.view.icon(w, "icon icon--s", "i-card")
	w.Raw(`<span>`)
	w.Text(t.Pay)
	w.Raw("</span></li>\n      </ul>\n    </form>\n")
}

// writeStepper asks how many; without script it is a field to type into.
func (p *productPage) writeStepper(w *markup.Writer) {
	t := &p.T.Product
	w.Raw(`<div class="buy__row"><div class="stepper" role="group" aria-label="`)
	w.Text(t.Quantity)
	w.Raw(`"><button type="button" data-step="-1" aria-label="`)
	w.Text(t.Fewer)
	w.Raw(`" hidden>`)
	p.view.icon(w, "icon icon--s", "i-minus")
	w.Raw(`</button><label class="vh" for="qty">`)
	w.Text(t.Quantity)
	w.Raw(`</label><input id="qty" name="qty" inputmode="numeric" pattern="[0-9]*" maxlength="3" autocomplete="off" value="1"><button type="button" data-step="1" aria-label="`)
	w.Text(t.More)
	w.Raw(`" hidden>`)
	p.view.icon(w, "icon icon--s", "i-plus")
	w.Raw(`</button></div><button class="btn buy__btn">`)
	w.Text(t.Add)
	w.Raw("</button></div>\n")
}

// writeDelivery asks where to deliver, and says what it costs.
func (p *productPage) writeDelivery(w *markup.Writer) {
	d, t := &p.Delivery, &p.T.Product
	if !d.Shown {
		return
	}
	w.Raw(`<form class="fee" action="`)
	w.Path(p.Link(p.Path))
	w.Raw("\" data-fee>\n      ")
	p.view.icon(w, "icon icon--s", "i-truck")
	if d.Fee != "" {
		w.Raw(`<div><p role="status">`)
		w.Text(d.Fee)
		w.Raw(` `)
		w.Text(d.Days)
	} else {
		w.Raw(`<div><p>`)
		w.Text(t.FeeFrom)
	}
	w.Raw("</p>\n      <div class=\"joined\"><label class=\"vh\" for=\"den\">")
	w.Text(t.FeeChoose)
	w.Raw(`</label><select class="input input--s" id="den" name="den"><option value="">`)
	w.Text(t.FeeChoose)
	w.Raw(`</option>`)
	w.HTML(d.Options)
	w.Raw(`</select><button class="btn btn--quiet btn--s" data-nojs>`)
	w.Text(t.FeeShow)
	w.Raw("</button></div></div>\n    </form>\n")
}

func (p *productPage) writeStory(w *markup.Writer) {
	t := &p.T.Product
	heading, text := t.Story, p.Story
	if text == "" {
		heading, text = t.About, p.About
	}
	w.Raw(`<h2 id="st">`)
	w.Text(heading)
	w.Raw("</h2>\n    <div class=\"read mt4\">")
	if text != "" {
		w.HTML(text)
	} else {
		w.Raw(`<p>`)
		w.Text(p.StoryFallback)
		w.Raw(`</p>`)
	}
	w.Raw("</div>\n    <div class=\"maker-line\"><span class=\"pic pic--none\">")
	p.view.icon(w, "", "i-people")
	w.Raw(`</span><div><p><b>`)
	w.Text(p.Maker.Name)
	w.Raw(`</b></p><p class="soft">`)
	w.Text(p.Maker.Say)
	w.Raw(`</p><p>`)
	link(w, p.Maker.Path, "", t.MakerAll)
	w.Raw("</p></div></div>\n")
	if p.Story != "" && p.About != "" {
		w.Raw(`<h2 class="h-gap">`)
		w.Text(t.About)
		w.Raw(`</h2><div class="read">`)
		w.HTML(p.About)
		w.Raw("</div>\n")
	}
	w.Raw(`<h2 class="h-gap">`)
	w.Text(t.Facts)
	w.Raw("</h2>\n    <dl class=\"facts\">")
	factRows(w, p.Facts)
	w.Raw("</dl>\n")
}

func (p *productPage) writeCertificate(w *markup.Writer) {
	c, t := p.Cert, &p.T.Product
	if c == nil {
		return
	}
	w.Raw(`<section class="stamp`)
	if c.Void {
		w.Raw(` stamp--void`)
	}
	w.Raw(`" aria-labelledby="cc"><h2 id="cc" class="h-small">`)
	w.Text(t.CertificateBox)
	w.Raw("</h2>\n      <dl class=\"facts facts--tight\"><dt>")
	w.Text(t.Number)
	w.Raw(`</dt><dd>`)
	link(w, p.CertPath, "num", p.CertNumber)
	w.Raw(`</dd>`)
	factRows(w, c.Rows)
	w.Raw("</dl>\n      <p class=\"soft mt3\"><small>")
	w.Text(c.Checked)
	w.Raw(` `)
	w.Text(c.Earlier)
	w.Raw("</small></p></section>\n")
}

// writeTrace shows the code that a label carries.
func (p *productPage) writeTrace(w *markup.Writer) {
	t := &p.T.Product
	w.Raw(`<section class="trace" aria-labelledby="tx"><div class="qr"><img src="`)
	w.Path(p.QR)
	w.Raw(`" alt="`)
	w.Text(p.QRAlt)
	w.Raw(`" width="328" height="328" loading="lazy" decoding="async"></div><div><h2 id="tx" class="h-small">`)
	w.Text(t.Trace)
	w.Raw(`</h2><p>`)
	w.Text(t.TraceSay)
	if p.CertNumber != "" {
		w.Raw(` `)
		link(w, p.CertPath, "", t.TraceWrong)
	}
	w.Raw("</p></div></section>\n")
}

// writeShelf writes a row of other products; all leads to all of the maker's where it says something.
func (p *productPage) writeShelf(w *markup.Writer, id, heading, all string, cards []*catalog.Card) {
	if len(cards) == 0 {
		return
	}
	w.Raw(`<section class="section" aria-labelledby="`)
	w.Text(id)
	w.Raw(`"><div class="section__head"><h2 id="`)
	w.Text(id)
	w.Raw(`">`)
	w.Text(heading)
	w.Raw(`</h2>`)
	if all != "" {
		w.Raw(`<a class="more" href="`)
		w.Path(p.Maker.Path)
		w.Raw(`">`)
		w.Text(all)
		w.Raw(` `)
		p.view.icon(w, "icon icon--s", "i-right")
		w.Raw(`</a>`)
	}
	w.Raw("</div><div class=\"shelf-box\"><ul class=\"shelf shelf--row\" role=\"list\">\n")
	p.view.writeCards(w, cards, h3, nil)
	w.Raw("</ul></div></section>\n")
}

// writeBuyBar writes the bar of phones.
func (p *productPage) writeBuyBar(w *markup.Writer) {
	if !p.HasBuyBar || p.Buy == nil {
		return
	}
	w.Raw(`<div class="buybar"><p class="price"><span data-price>`)
	w.Text(p.Buy.FirstPrice)
	w.Raw(`</span> <small data-unit>`)
	w.Text(p.Buy.FirstName)
	w.Raw(`</small></p><button class="btn" form="mua">`)
	w.Text(p.T.Product.Add)
	w.Raw(`</button></div>`)
}

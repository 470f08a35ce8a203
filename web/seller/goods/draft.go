package goods

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web/desk"
)

// draft serves POST …/nhap: a script keeps what is typed every so often, and hears when it was kept.
func (r *room) draft(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	text := form.Encode()
	if len(text) > catalog.MaxDraft {
		return field.Errors{{Field: "story", Code: "too_long", VI: "Nháp dài quá.", EN: "The draft is too long."}}
	}
	at, err := r.Goods.SaveDraft(ask.Ctx(), ask.ID(), ask.Who.Person, text)
	if err != nil {
		return err
	}
	ask.JSON(http.StatusOK, map[string]string{"said": ask.Say("Đã tự lưu nháp lúc %s", "Draft kept at %s", at.In(vietnam.Zone).Format("15:04"))})
	return nil
}

// dropDraft serves POST …/bo-nhap: back to what is saved.
func (r *room) dropDraft(ask *desk.Ask) error {
	if err := r.Goods.DropDraft(ask.Ctx(), ask.ID()); err != nil {
		return err
	}
	return ask.SeeSaying(path(ask.ID()), ask.Say("Đã bỏ nháp; phiếu là bản đã lưu.", "The draft is gone; this is the saved sheet."))
}

// previewPage shows what the shop would show, before it is saved.
type previewPage struct {
	base
	Product *catalog.Product
	Edit    catalog.Edit
	Story   template.HTML
	Values  url.Values
}

// preview serves POST …/xem-truoc: nothing is saved, and the page leads back with all that was typed.
func (r *room) preview(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	p, err := r.Goods.Product(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	edit, unread := readEdit(form)
	if len(unread) > 0 {
		return r.again(ask, form, unread, http.StatusUnprocessableEntity)
	}
	html, err := catalog.StoryHTML(edit.Story)
	if err != nil {
		return r.again(ask, form, storyTooLong(), http.StatusUnprocessableEntity)
	}
	if html == "" {
		html = p.Story
	}
	page := &previewPage{base: base{ask.NewPage(p.Name)}, Product: p, Edit: edit, Story: template.HTML(html), Values: form} // cleaned by the catalogue
	return ask.Render(http.StatusOK, "goods-preview", page)
}

func storyTooLong() field.Errors {
	return field.Errors{{Field: "story", Code: "too_long", VI: "Câu chuyện dài quá.", EN: "The story is too long."}}
}

// story serves POST …/cau-chuyen: what the page shows of a story, for a script.
func (r *room) story(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	html, err := catalog.StoryHTML(form.Get("story"))
	if err != nil {
		return storyTooLong()
	}
	return ask.RenderPart("goods-preview", "story", template.HTML(html)) // cleaned by the catalogue
}

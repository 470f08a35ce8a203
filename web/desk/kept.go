package desk

import (
	"bytes"
	"html/template"
	"mime/multipart"
	"slices"
	"strings"
)

// keptMark is where a page says what of a refused form is still there. What a browser never gives back, passwords and files, shows when the form
// below it is drawn, so the sentence is put in afterwards.
const keptMark = `<p data-kept></p>`

// KeptMark stands for the sentence that says what of a refused form is still there.
func (p *Page) KeptMark() template.HTML { return keptMark }

// sayKept puts the sentence into a page.
func (a *Ask) sayKept(p *Page, html []byte) []byte {
	if !bytes.Contains(html, []byte(keptMark)) {
		return html
	}
	return bytes.ReplaceAll(html, []byte(keptMark), []byte("<p>"+template.HTMLEscapeString(a.keptSay(p))+"</p>"))
}

// keptSay says what of a refused form is still there, and what has to be given again.
func (a *Ask) keptSay(p *Page) string {
	files := a.sentFiles()
	switch {
	case p.secret && len(files) > 0:
		return a.Say("Chưa có gì thay đổi. Những gì bạn đã gõ vẫn còn, trừ mật khẩu: xin gõ lại, và chọn lại tệp %s.", "Nothing was changed. What you typed is still there but for the password: type it again, and choose %s again.", strings.Join(files, ", "))
	case p.secret:
		return a.Say("Chưa có gì thay đổi. Những gì bạn đã gõ vẫn còn, trừ mật khẩu: xin gõ lại.", "Nothing was changed. What you typed is still there but for the password: type it again.")
	case len(files) > 0:
		return a.Say("Chưa có gì thay đổi. Những gì bạn đã gõ vẫn còn; tệp %s thì phải chọn lại.", "Nothing was changed. What you typed is still there; choose %s again.", strings.Join(files, ", "))
	}
	return a.Say("Chưa có gì thay đổi. Những gì bạn đã gõ vẫn còn nguyên.", "Nothing was changed. What you typed is still there.")
}

// maxNamed is how many files a sentence names.
const maxNamed = 3

// sentFiles names the files that came with the form, in quotation marks.
func (a *Ask) sentFiles() []string {
	if a.Request.MultipartForm == nil {
		return nil
	}
	var names []string
	for _, sent := range a.Request.MultipartForm.File {
		for _, f := range sent {
			if f.Size > 0 {
				names = append(names, named(f))
			}
		}
	}
	slices.Sort(names)
	if len(names) > maxNamed {
		names = append(names[:maxNamed], "…")
	}
	return names
}

func named(f *multipart.FileHeader) string { return "“" + f.Filename + "”" }

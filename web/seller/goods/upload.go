package goods

import (
	"mime/multipart"

	"github.com/ocopmarket/ocop/web/desk"
)

// filesOf lists the files that a form brought under a name; one that was sent without any part for files has none.
func filesOf(ask *desk.Ask, name string) []*multipart.FileHeader {
	if ask.Request.MultipartForm == nil {
		return nil
	}
	return ask.Request.MultipartForm.File[name]
}

// sweep removes what is left of an upload on disk.
func sweep(ask *desk.Ask) {
	if form := ask.Request.MultipartForm; form != nil {
		_ = form.RemoveAll() // what stays goes with the temporary folder
	}
}

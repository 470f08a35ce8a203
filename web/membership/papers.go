package membership

import (
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/url"

	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk"
)

// openPaper serves GET /giay-to/:id. That it was opened stands in the audit log before anything is shown.
func (r *room) openPaper(ask *desk.Ask) error {
	p, err := r.Papers.Open(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	return r.Papers.Serve(ask.Writer, ask.Request, p)
}

// sending is what a form with papers does: do sends them in and answers, refuse answers where something is wrong.
type sending struct {
	do     func(form url.Values, files []*papers.Paper) error
	refuse func(form url.Values, err error) error
	// without: the form does not need the papers that came with it.
	without bool
}

// send reads a form with papers and keeps these for as long as it takes to send them in; if that is refused, they are gone again.
func (r *room) send(ask *desk.Ask, s sending) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	var sent []*multipart.FileHeader
	if m := ask.Request.MultipartForm; m != nil {
		defer m.RemoveAll() //nolint:errcheck // what is left of the upload goes with the temporary folder
		if !s.without {
			sent = m.File["giay-to"]
		}
	}
	kept, err := r.keep(ask.Ctx(), ask.Who.Person, sent)
	if err == nil {
		if err = s.do(form, kept); err == nil {
			return nil
		}
	}
	if dropped := r.Papers.Drop(ask.Ctx(), kept); dropped != nil {
		return errors.Join(err, dropped)
	}
	return s.refuse(form, err)
}

// keep keeps the files of a form, and says which of them cannot be kept.
func (r *room) keep(ctx context.Context, person string, sent []*multipart.FileHeader) (kept []*papers.Paper, err error) {
	if len(sent) > papers.MaxPapers {
		return nil, field.Errors{{Field: "giay-to", Code: "many", VI: fmt.Sprintf("Gửi nhiều nhất %d tệp một lần.", papers.MaxPapers), EN: fmt.Sprintf("Send %d files at most at once.", papers.MaxPapers)}}
	}
	for _, header := range sent {
		if header.Size == 0 && header.Filename == "" {
			continue
		}
		p, err := r.keepOne(ctx, person, header)
		if err != nil {
			return kept, unfit(header.Filename, err)
		}
		kept = append(kept, p)
	}
	return kept, nil
}

func (r *room) keepOne(ctx context.Context, person string, header *multipart.FileHeader) (*papers.Paper, error) {
	file, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("open an upload: %w", err)
	}
	defer file.Close()
	return r.Papers.Keep(ctx, person, header.Filename, file)
}

// unfit says why a file cannot be kept.
func unfit(name string, err error) error {
	wrong := func(code, vi, en string) error {
		return field.Errors{{Field: "giay-to", Code: code, VI: name + ": " + vi, EN: name + ": " + en}}
	}
	switch {
	case errors.Is(err, private.ErrType):
		return wrong("type", "không phải tệp PDF, JPEG hay PNG. Chụp ảnh giấy tờ rồi gửi ảnh.", "is not a PDF, JPEG or PNG file. Take a photo of the paper and send that.")
	case errors.Is(err, private.ErrTooLarge):
		return wrong("size", "lớn quá 20 MB.", "is larger than 20 MB.")
	case errors.Is(err, private.ErrEmpty):
		return wrong("empty", "là tệp rỗng.", "is empty.")
	}
	return err
}

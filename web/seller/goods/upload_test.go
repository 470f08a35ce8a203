package goods_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"

	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// file is one that a form brings.
type file struct {
	field, name, kind string
	data              []byte
}

// send sends a form with files, as a browser does.
func (w *world) send(path, accept string, files []file, fields ...string) desktest.Answer {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for ; len(fields) > 0; fields = fields[2:] {
		if err := m.WriteField(fields[0], fields[1]); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f.field, f.name)}, "Content-Type": {f.kind}})
		if err == nil {
			_, err = part.Write(f.data)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept", accept)
	return w.Do(r)
}

// upload sends a form with one file; without a name, with none.
func (w *world) upload(path, field, name, kind string, data []byte, accept string, fields ...string) desktest.Answer {
	w.t.Helper()
	if name == "" {
		return w.send(path, accept, nil, fields...)
	}
	return w.send(path, accept, []file{{field, name, kind, data}}, fields...)
}

// photos sends several photos at once, as the form without script does.
func (w *world) photos(alt string, pictures ...[]byte) desktest.Answer {
	w.t.Helper()
	var files []file
	for i, data := range pictures {
		files = append(files, file{"photo", fmt.Sprintf("%d.png", i), "image/png", data})
	}
	return w.send(ours+"/anh", "text/html", files, "alt_vi", alt)
}

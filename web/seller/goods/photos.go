package goods

import (
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/web/desk"
)

// photosPage is where photos are added, ordered and described.
type photosPage struct {
	base
	Product *catalog.Product
	Photos  []photoRow
	Full    bool
	Kept    string   // which of the files were kept before one was refused; empty for none
	Unsent  []string // names of those behind it
	AltVI   string
	AltEN   string
	Shot    string
}

// photoRow is one photo with what may be done to it.
type photoRow struct {
	catalog.Photo
	Own, First, Last bool
	At               int // among the producer's own, from 0
	Shot             catalog.Shot
}

// photos serves GET …/anh.
func (r *room) photos(ask *desk.Ask) error {
	page, err := r.photosPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "goods-photos", page)
}

func (r *room) photosPage(ask *desk.Ask) (*photosPage, error) {
	p, err := r.Goods.Product(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	page := &photosPage{base: base{ask.NewPage(ask.Say("Ảnh của %s", "Photos of %s", p.Name))}, Product: p}
	page.Script = "photos.js"
	own := 0
	for _, photo := range p.Photos {
		row := photoRow{Photo: photo, Own: p.OwnPhoto(photo.Hash), At: own, Shot: p.Sheet.Shots[photo.Hash]}
		if row.Own {
			row.First = own == 0
			own++
		}
		page.Photos = append(page.Photos, row)
	}
	for i := range page.Photos {
		page.Photos[i].Last = page.Photos[i].At == own-1
	}
	page.Full = own >= catalog.MaxPhotos
	return page, nil
}

// Shots are what a photo may show.
func (p *photosPage) Shots(chosen catalog.Shot) []desk.Option {
	options := []desk.Option{{Label: p.Ask.Say("Ảnh khác", "Another view"), Chosen: chosen == ""}}
	for _, shot := range catalog.Shots() {
		options = append(options, desk.Option{Value: string(shot), Label: shot.Name(p.L()), Chosen: shot == chosen})
	}
	return options
}

// addPhotos serves POST …/anh. A script sends one at a time and asks for JSON.
func (r *room) addPhotos(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	defer sweep(ask)
	files := filesOf(ask, "photo")
	added, err := r.keepPhotos(ask, files, strings.TrimSpace(form.Get("alt_vi")), strings.TrimSpace(form.Get("alt_en")), catalog.Shot(form.Get("shot")))
	say, known := refusal(ask, err)
	if err != nil && !known {
		return err
	}
	if strings.Contains(ask.GetHeader("Accept"), "application/json") {
		return answerScript(ask, say)
	}
	if say == "" {
		return ask.SeeSaying(path(ask.ID())+"/anh", addedSay(ask, added))
	}
	page, again := r.photosPage(ask)
	if again != nil {
		return again
	}
	var one *photoError
	if errors.As(err, &one) && len(files) > 1 {
		say = ask.Say("Ảnh “%s”: %s", "Photo “%s”: %s", one.Name, say)
		page.Unsent = one.Unsent
	}
	if added > 0 {
		page.Kept = addedSay(ask, added)
	}
	page.Wrong.List = []desk.WrongField{{Field: wrongField(err), Say: say}}
	page.AltVI, page.AltEN, page.Shot = form.Get("alt_vi"), form.Get("alt_en"), form.Get("shot")
	return ask.Render(http.StatusUnprocessableEntity, "goods-photos", page)
}

func addedSay(ask *desk.Ask, n int) string {
	if n == 1 {
		return ask.Say("Đã thêm ảnh.", "The photo is added.")
	}
	return ask.Say("Đã thêm %d ảnh.", "%d photos added.", n)
}

// wrongField is the field that a refusal is about.
func wrongField(err error) string {
	if errors.Is(err, media.ErrNoAlt) || errors.Is(err, catalog.ErrNoAlt) {
		return "alt_vi"
	}
	return "photo"
}

func answerScript(ask *desk.Ask, say string) error {
	status := http.StatusCreated
	if say != "" {
		status = http.StatusUnprocessableEntity
	}
	ask.JSON(status, map[string]string{"wrong": say})
	return nil
}

// errNoPhoto: the form came without a file.
var errNoPhoto = errors.New("goods: no photo chosen")

// errManyFiles: the form came with more files than are taken at once.
var errManyFiles = errors.New("goods: too many photos at once")

// photoError is why one of several files was refused. Those before it are kept, those behind it were not looked at.
type photoError struct {
	Name   string
	Unsent []string
	Err    error
}

func (e *photoError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap is why.
func (e *photoError) Unwrap() error { return e.Err }

func refusedPhoto(files []*multipart.FileHeader, at int, err error) error {
	e := &photoError{Name: files[at].Filename, Err: err}
	for _, f := range files[at+1:] {
		e.Unsent = append(e.Unsent, f.Filename)
	}
	return e
}

// maxAtOnce is how many photos one form may bring.
const maxAtOnce = 3

// keepPhotos makes photos of the files; several at once are numbered in their words, and have no shot of their own.
func (r *room) keepPhotos(ask *desk.Ask, files []*multipart.FileHeader, altVI, altEN string, shot catalog.Shot) (int, error) {
	files = slices.DeleteFunc(files, func(f *multipart.FileHeader) bool { return f.Size == 0 })
	if len(files) == 0 {
		return 0, errNoPhoto
	}
	if len(files) > maxAtOnce {
		return 0, errManyFiles
	}
	for i, f := range files {
		vi, en := altVI, altEN
		if len(files) > 1 && vi != "" {
			shot = ""
			vi += " (" + strconv.Itoa(i+1) + ")"
		}
		if err := r.keepPhoto(ask, f, vi, en, shot); err != nil {
			return i, refusedPhoto(files, i, err)
		}
	}
	return len(files), nil
}

func (r *room) keepPhoto(ask *desk.Ask, f *multipart.FileHeader, altVI, altEN string, shot catalog.Shot) (err error) {
	file, err := f.Open()
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	photo, err := r.Library.Add(ask.Ctx(), file, altVI, altEN)
	if err != nil {
		return err
	}
	return r.Goods.AddPhoto(ask.Ctx(), ask.ID(), photo, shot)
}

// refusal says why a photo was refused; known is false for an error that is no refusal.
func refusal(ask *desk.Ask, err error) (say string, known bool) {
	for _, w := range []struct {
		is     error
		vi, en string
	}{
		{errNoPhoto, "Chọn ảnh trước đã.", "Choose a photo first."},
		{errManyFiles, "Mỗi lần nhiều nhất 3 ảnh. Chọn ít ảnh hơn.", "At most 3 photos at once. Choose fewer."},
		{media.ErrNoAlt, "Ghi ảnh chụp gì, cho người không nhìn thấy ảnh.", "Say what the photo shows, for those who do not see it."},
		{catalog.ErrNoAlt, "Ghi ảnh chụp gì, cho người không nhìn thấy ảnh.", "Say what the photo shows, for those who do not see it."},
		{media.ErrTooLarge, "Ảnh lớn quá: nhiều nhất 20 MB.", "The photo is too large: 20 MB at most."},
		{media.ErrType, "Không phải ảnh JPEG, PNG hay WebP.", "Not a JPEG, PNG or WebP picture."},
		{media.ErrBroken, "Ảnh hỏng, không đọc được. Thử chụp hoặc lưu lại.", "The picture cannot be read. Try to save it again."},
		{catalog.ErrPhotoThere, "Ảnh này đã có rồi.", "This photo is there already."},
		{catalog.ErrManyPhotos, "Đã đủ 20 ảnh; bỏ bớt rồi thêm.", "There are 20 photos; remove some first."},
		{catalog.ErrNoPhoto, "Ảnh này không còn nữa.", "This photo is no longer there."},
	} {
		if errors.Is(err, w.is) {
			return ask.Say(w.vi, w.en), true
		}
	}
	return "", false
}

// editPhoto serves POST …/anh/sua: move, describe or remove one.
func (r *room) editPhoto(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	hash, done := form.Get("hash"), ""
	switch {
	case form.Get("bo") != "":
		err, done = r.Goods.RemovePhoto(ask.Ctx(), ask.ID(), hash), ask.Say("Đã bỏ ảnh.", "The photo is removed.")
	case form.Get("den") != "":
		to, bad := strconv.Atoi(form.Get("den"))
		if bad != nil {
			to = 0
		}
		err, done = r.Goods.MovePhoto(ask.Ctx(), ask.ID(), hash, to), ask.Say("Đã xếp lại ảnh.", "The photos are in their new order.")
	default:
		err = r.Goods.DescribePhoto(ask.Ctx(), ask.ID(), hash, form.Get("alt_vi"), form.Get("alt_en"), catalog.Shot(form.Get("shot")))
		done = ask.Say("Đã lưu lời ảnh.", "The words are saved.")
	}
	say, known := refusal(ask, err)
	if err != nil && !known {
		return err
	}
	if strings.Contains(ask.GetHeader("Accept"), "application/json") {
		return answerScript(ask, say)
	}
	if say == "" {
		return ask.SeeSaying(path(ask.ID())+"/anh", done)
	}
	page, err := r.photosPage(ask)
	if err != nil {
		return err
	}
	page.Wrong.Say = say
	return ask.Render(http.StatusUnprocessableEntity, "goods-photos", page)
}

package reference

import (
	"image"
	"image/color"
	"math"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// scanner fills paths inside their own bounds. The scanners of rasterx touch the whole canvas for every shape, which takes ten times as long.
type scanner struct {
	canvas   *image.RGBA
	raster   vector.Rasterizer
	ink      *image.Uniform
	segments []segment
	extent   fixed.Rectangle26_6
}

// A segment begins a path or goes on with it.
type segment struct {
	to    fixed.Point26_6
	start bool
}

var _ rasterx.Scanner = (*scanner)(nil)

func newScanner(canvas *image.RGBA) *scanner {
	s := &scanner{canvas: canvas, ink: image.NewUniform(color.Black)}
	s.Clear()
	return s
}

func (s *scanner) add(p fixed.Point26_6, start bool) {
	s.segments = append(s.segments, segment{p, start})
	s.extent.Min.X, s.extent.Min.Y = min(s.extent.Min.X, p.X), min(s.extent.Min.Y, p.Y)
	s.extent.Max.X, s.extent.Max.Y = max(s.extent.Max.X, p.X), max(s.extent.Max.Y, p.Y)
}

// Start begins a path at a.
func (s *scanner) Start(a fixed.Point26_6) { s.add(a, true) }

// Line goes on to b.
func (s *scanner) Line(b fixed.Point26_6) { s.add(b, false) }

// Draw fills what was started since Clear. It closes nothing: a pen's outline comes as loose edges that close together.
func (s *scanner) Draw() {
	box := image.Rect(s.extent.Min.X.Floor(), s.extent.Min.Y.Floor(), s.extent.Max.X.Ceil(), s.extent.Max.Y.Ceil())
	box = box.Intersect(s.canvas.Bounds())
	if len(s.segments) == 0 || box.Empty() {
		return
	}
	s.raster.Reset(box.Dx(), box.Dy())
	for _, g := range s.segments {
		x, y := float32(g.to.X)/64-float32(box.Min.X), float32(g.to.Y)/64-float32(box.Min.Y)
		if g.start {
			s.raster.MoveTo(x, y)
		} else {
			s.raster.LineTo(x, y)
		}
	}
	s.raster.Draw(s.canvas, box, s.ink, image.Point{})
}

// GetPathExtent returns the bounds of what was started since Clear.
func (s *scanner) GetPathExtent() fixed.Rectangle26_6 { return s.extent }

// SetBounds does nothing: the canvas has its size.
func (s *scanner) SetBounds(_, _ int) {}

// SetColor takes flat colours; the still lifes have no others.
func (s *scanner) SetColor(c any) {
	if flat, ok := c.(color.Color); ok {
		s.ink.C = flat
	}
}

// SetWinding does nothing: the still lifes are drawn for the non-zero rule.
func (s *scanner) SetWinding(bool) {}

// Clear forgets the path.
func (s *scanner) Clear() {
	s.segments = s.segments[:0]
	s.extent.Min = fixed.Point26_6{X: math.MaxInt32, Y: math.MaxInt32}
	s.extent.Max = fixed.Point26_6{X: math.MinInt32, Y: math.MinInt32}
}

// SetClip does nothing: nothing clips.
func (s *scanner) SetClip(image.Rectangle) {}

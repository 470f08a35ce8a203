package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatIsAuditedIsSaidInBothLanguages: an entry of the audit log that says what was done says it in English too.
func TestWhatIsAuditedIsSaidInBothLanguages(t *testing.T) {
	seen := 0
	files := token.NewFileSet()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if fields := entryFields(n); fields["Summary"] {
				seen++
				if !fields["SummaryEN"] {
					t.Errorf("%s: an entry of the audit log has no SummaryEN", files.Position(n.Pos()))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Errorf("only %d entries were found; the test looks at the wrong place", seen)
	}
}

// entryFields are the fields that an audit.Entry is written with; none for anything else.
func entryFields(n ast.Node) map[string]bool {
	fields := map[string]bool{}
	literal, ok := n.(*ast.CompositeLit)
	if !ok {
		return fields
	}
	name, ok := literal.Type.(*ast.SelectorExpr)
	if !ok || name.Sel.Name != "Entry" {
		return fields
	}
	if from, ok := name.X.(*ast.Ident); !ok || from.Name != "audit" {
		return fields
	}
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if field, ok := pair.Key.(*ast.Ident); ok {
				fields[field.Name] = true
			}
		}
	}
	return fields
}

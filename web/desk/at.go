package desk

// At marks the entry of the navigation to which a page belongs, where its own address does not tell.
func (p *Page) At(path string) {
	for i := range p.Nav {
		p.Nav[i].Current = p.Nav[i].Path == path
	}
}

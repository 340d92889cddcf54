package wall

// PictureTerms are what a network's terms let us do with its pictures. None of
// them names a time for which a copy may be kept; what they do say is that it
// goes when what it shows goes. docs/pictures.md has the sources.
type PictureTerms struct {
	Posts     bool // pictures of posts, and stills of films, may be copied
	Portraits bool // of authors may be copied
}

// PictureTermsOf are a network's. Google's content must not be stored beyond
// what caching needs, and a reviewer's portrait is to be shown from its own
// address: initials stand for it. What a tenant uploads is its own.
func PictureTermsOf(n Network) PictureTerms {
	switch n {
	case Instagram, Facebook, Twitter:
		return PictureTerms{Posts: true, Portraits: true}
	}
	return PictureTerms{}
}

package wall

import (
	"fmt"
	"strings"
)

// Picture is a picture that a tenant uploaded, as its address names it: whose
// it is, what is in it, and how large, so that its place can be kept free.
type Picture struct {
	TenantID string
	Digest   string // of its bytes: a picture's address never shows another
	Width    int
	Height   int
	Format   string // png or jpg
}

// Key names the picture in the store of pictures: CloudFront asks there for the path that it is asked for.
func (p Picture) Key() string {
	return fmt.Sprintf("%s%s-%dx%d.%s", PicturesOf(p.TenantID), p.Digest, p.Width, p.Height, p.Format)
}

// PicturesOf begins the names of all pictures of a tenant.
func PicturesOf(tenantID string) string { return "media/" + tenantID + "/" }

// Address is where visitors find the picture, on the platform's own domain.
func (p Picture) Address() string { return "/" + p.Key() }

// ParsePicture reads the address of one of a tenant's own pictures.
func ParsePicture(tenantID, address string) (p Picture, ok bool) {
	p.TenantID = tenantID
	name, own := strings.CutPrefix(address, "/"+PicturesOf(tenantID))
	digest, size, _ := strings.Cut(name, "-")
	p.Digest = digest
	_, err := fmt.Sscanf(size, "%dx%d.%s", &p.Width, &p.Height, &p.Format)
	known := p.Format == "png" || p.Format == "jpg"
	ok = own && err == nil && known && p.Width > 0 && p.Height > 0 && consistsOf(digest, 16, 64, "") && p.Address() == address
	return p, ok
}

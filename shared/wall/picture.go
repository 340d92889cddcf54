package wall

import (
	"fmt"
	"strings"
)

// Picture is a picture that we store, as its address names it: whose it is, what
// is in it, and how large, so that its place can be kept free.
type Picture struct {
	TenantID string
	Folder   string // empty for what the tenant uploaded
	Digest   string // of its bytes: a picture's address never shows another
	Width    int
	Height   int
	Format   string // png, jpg or webp
}

// Copies are kept apart from uploads, which belong to no post.
const postsFolder, portraitsFolder = "posts/", "authors/"

// Key names the picture in the store of pictures: CloudFront asks there for the path that it is asked for.
func (p Picture) Key() string {
	return fmt.Sprintf("%s%s%s-%dx%d.%s", PicturesOf(p.TenantID), p.Folder, p.Digest, p.Width, p.Height, p.Format)
}

// PicturesOf begins the names of all pictures of a tenant.
func PicturesOf(tenantID string) string { return "media/" + tenantID + "/" }

// CopiesOf begin the names of a tenant's copies of networks' pictures.
func CopiesOf(tenantID string) []string {
	return []string{PicturesOf(tenantID) + postsFolder, PicturesOf(tenantID) + portraitsFolder}
}

// IsCopy reports whether a key is that of a tenant's copy of a network's picture.
func IsCopy(tenantID, key string) bool {
	p, ok := ParsePicture(tenantID, "/"+key)
	return ok && p.Folder != ""
}

// Address is where visitors find the picture, on the platform's own domain.
func (p Picture) Address() string { return "/" + p.Key() }

// MediaType is the picture's, as HTTP names it.
func (p Picture) MediaType() string {
	if p.Format == "jpg" {
		return "image/jpeg"
	}
	return "image/" + p.Format
}

// PictureHeaders go with every picture: it never changes, any site may show it,
// and whatever it might be besides a picture, no browser makes anything of it.
func PictureHeaders() map[string]string {
	return map[string]string{
		"Cache-Control":                PictureCaching,
		"Access-Control-Allow-Origin":  "*",
		"Cross-Origin-Resource-Policy": "cross-origin",
		"Content-Security-Policy":      "default-src 'none'; sandbox",
		"X-Content-Type-Options":       "nosniff",
	}
}

// PictureCaching is for files whose names change with their content (RFC 8246).
// Browsers keep them; what is between (CloudFront, in two tiers) asks again twice
// a day whether they are still there, so that a removed one is gone within a day.
const PictureCaching = "public, max-age=31536000, s-maxage=43200, immutable"

// ParsePicture reads the address of one of a tenant's pictures.
func ParsePicture(tenantID, address string) (p Picture, ok bool) {
	p.TenantID = tenantID
	name, own := strings.CutPrefix(address, "/"+PicturesOf(tenantID))
	for _, folder := range []string{postsFolder, portraitsFolder} {
		if rest, inside := strings.CutPrefix(name, folder); inside {
			p.Folder, name = folder, rest
		}
	}
	digest, size, _ := strings.Cut(name, "-")
	p.Digest = digest
	_, err := fmt.Sscanf(size, "%dx%d.%s", &p.Width, &p.Height, &p.Format)
	known := p.Format == "png" || p.Format == "jpg" || p.Format == "webp"
	ok = own && err == nil && known && p.Width > 0 && p.Height > 0 && consistsOf(digest, 16, 64, "") && p.Address() == address
	return p, ok
}

// ParseUpload reads the address of a picture that the tenant uploaded. Copies
// of networks' pictures are none: they go when their posts go.
func ParseUpload(tenantID, address string) (Picture, bool) {
	p, ok := ParsePicture(tenantID, address)
	return p, ok && p.Folder == ""
}

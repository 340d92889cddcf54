package upstream

import (
	"fmt"
	"slices"
	"strings"
)

// placeFields are the paths that a field mask may name here, by their first
// part; those with no parts of their own here take none.
var placeFields = map[string][]string{
	"name": nil, "id": nil, "rating": nil, "userRatingCount": nil, "googleMapsUri": nil, "websiteUri": nil, "formattedAddress": nil,
	"businessStatus": nil, "types": nil, "primaryType": nil, "internationalPhoneNumber": nil,
	"location": {"latitude", "longitude"}, "photos": {"name", "widthPx", "heightPx", "authorAttributions"},
	"attributions": {"provider", "providerUri"}, "displayName": localizedFields,
	"reviews": strings.Fields("name relativePublishTimeDescription text originalText rating authorAttribution publishTime flagContentUri " +
		"googleMapsUri visitDate"),
	"text": localizedFields, "originalText": localizedFields, "authorAttribution": {"displayName", "uri", "photoUri"},
	"visitDate": {"year", "month", "day"},
}

var localizedFields = []string{"text", "languageCode"}

// readMask splits a field mask into its paths; nil stands for all.
func readMask(mask string) ([][]string, error) {
	if mask == "*" {
		return nil, nil
	}
	var paths [][]string
	for path := range strings.SplitSeq(mask, ",") {
		parts := strings.Split(path, ".")
		if !isPath(parts) {
			return nil, fmt.Errorf("Error expanding 'fields' parameter. Cannot find matching fields for path '%s'.", path)
		}
		paths = append(paths, parts)
	}
	return paths, nil
}

// ofReviews are the first parts that stand only within reviews.
var ofReviews = map[string]bool{"text": true, "originalText": true, "authorAttribution": true, "visitDate": true}

func isPath(parts []string) bool {
	known, ok := placeFields[parts[0]]
	if !ok || ofReviews[parts[0]] {
		return false
	}
	for _, part := range parts[1:] {
		if !slices.Contains(known, part) {
			return false
		}
		known = placeFields[part]
	}
	return true
}

// masked keeps of an object what the paths name.
func masked(object map[string]any, paths [][]string) map[string]any {
	if paths == nil {
		return object
	}
	kept := map[string]any{}
	for _, path := range paths {
		value, ok := object[path[0]]
		if !ok {
			continue
		}
		if len(path) == 1 {
			kept[path[0]] = value
			continue
		}
		kept[path[0]] = within(value, deeper(paths, path[0]))
	}
	return kept
}

// deeper is what the paths that begin with a name go on with.
func deeper(paths [][]string, name string) [][]string {
	var rest [][]string
	for _, path := range paths {
		if path[0] == name && len(path) > 1 {
			rest = append(rest, path[1:])
		}
	}
	return rest
}

func within(value any, paths [][]string) any {
	switch value := value.(type) {
	case map[string]any:
		return masked(value, paths)
	case []map[string]any:
		var list []map[string]any
		for _, element := range value {
			list = append(list, masked(element, paths))
		}
		return list
	}
	return value
}

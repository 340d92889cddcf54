package upstream

import (
	"fmt"
	"slices"
	"strings"
)

// placeFields are the first parts of the paths that a field mask may name here.
var placeFields = strings.Fields("name id displayName rating userRatingCount googleMapsUri websiteUri reviews " +
	"formattedAddress businessStatus types location photos primaryType attributions internationalPhoneNumber")

// readMask splits a field mask into its paths; nil stands for all.
func readMask(mask string) ([][]string, error) {
	if mask == "*" {
		return nil, nil
	}
	var paths [][]string
	for path := range strings.SplitSeq(mask, ",") {
		parts := strings.Split(path, ".")
		if !slices.Contains(placeFields, parts[0]) {
			return nil, fmt.Errorf("Error expanding 'fields' parameter. Cannot find matching fields for path '%s'.", path)
		}
		paths = append(paths, parts)
	}
	return paths, nil
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

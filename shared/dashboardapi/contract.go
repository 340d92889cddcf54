package dashboardapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/media"
	"github.com/hashmytag/hashmytag/shared/problem"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// maxBody is the largest body that the dashboard sends.
const maxBody = 64 << 10

// contract holds requests to what api/openapi.yaml says of them: fields, types,
// limits. The contract is read when the first request comes, not at the start.
func contract() api.MiddlewareFunc {
	spec := sync.OnceValues(api.GetSpec)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			doc, err := spec()
			if err == nil {
				err = check(doc, r)
			}
			if err != nil {
				problem.Write(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// check compares a request with its operation; what it reads of the body, the
// handler reads again.
func check(doc *openapi3.T, r *http.Request) error {
	method, path, _ := strings.Cut(r.Pattern, " ")
	item := doc.Paths.Value(path)
	if item == nil || item.GetOperation(method) == nil {
		return fmt.Errorf("%s is not in the contract", r.Pattern)
	}
	operation := item.GetOperation(method)
	isJSON := true
	if operation.RequestBody != nil {
		body := operation.RequestBody.Value
		isJSON = body.Content.Get("application/json") != nil
		read := readPicture
		if isJSON {
			read = readJSON
		}
		if err := read(r, body.Required); err != nil {
			return err
		}
	}
	parameters := map[string]string{}
	for _, p := range append(item.Parameters, operation.Parameters...) {
		if p.Value.In == openapi3.ParameterInPath {
			parameters[p.Value.Name] = r.PathValue(p.Value.Name)
		}
	}
	return explain(openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: parameters,
		Route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: operation},
		Options: &openapi3filter.Options{
			MultiError: true, SkipSettingDefaults: true, ExcludeRequestBody: !isJSON, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	}))
}

// readPicture reads a picture's bytes; what is in them is shared/media's to see.
func readPicture(r *http.Request, _ bool) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(media.Kinds(), kind) {
		return wall.Errorf(wall.UnsupportedMediaType, "the body must be a picture, with the header Content-Type: %s", strings.Join(media.Kinds(), " or "))
	}
	data, err := readBody(r, media.MaxBytes)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	return err
}

// readBody reads a body once, whole.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, wall.Errorf(wall.TooLarge, "the body is larger than %d KB", limit>>10)
	case err != nil:
		return nil, wall.Errorf(wall.Malformed, "the body cannot be read")
	}
	return data, nil
}

// readJSON refuses a body that cannot be JSON.
func readJSON(r *http.Request, required bool) error {
	data, err := readBody(r, maxBody)
	if err != nil {
		return err
	}
	if len(data) == 0 && !required {
		r.Body, r.ContentLength = http.NoBody, 0
		return nil
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return wall.Errorf(wall.UnsupportedMediaType, "the body must be JSON, with the header Content-Type: application/json")
	}
	if !isUTF8(data) || !json.Valid(data) {
		return wall.Errorf(wall.Malformed, "the body is not JSON in UTF-8")
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	return nil
}

// isUTF8 refuses U+FFFD, too: API Gateway hands a body on as text, where it
// stands for what was not UTF-8.
func isUTF8(data []byte) bool { return utf8.Valid(data) && !bytes.ContainsRune(data, utf8.RuneError) }

// explain names every field that is wrong.
func explain(err error) error {
	if err == nil {
		return nil
	}
	var fields []wall.FieldError
	collect(err, "", &fields)
	if len(fields) == 0 {
		return &wall.Error{Code: wall.Malformed, Message: "the request cannot be read", Cause: err}
	}
	message := fields[0].Detail
	if pointer := fields[0].Pointer; pointer != "" {
		message = strings.TrimPrefix(pointer, "/") + ": " + message
	}
	return &wall.Error{Code: wall.Invalid, Message: message, Fields: fields}
}

// collect takes the fields out of the library's nested errors.
func collect(err error, at string, fields *[]wall.FieldError) {
	switch e := err.(type) { //nolint:errorlint // each level of the nesting is looked at
	case openapi3.MultiError:
		for _, one := range e {
			collect(one, at, fields)
		}
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			at = "/" + e.Parameter.Name
		}
		if e.Err == nil {
			*fields = append(*fields, wall.FieldError{Pointer: at, Detail: e.Reason})
			return
		}
		collect(e.Err, at, fields)
	case *openapi3.SchemaError:
		*fields = append(*fields, fieldOf(e, at))
	default:
		if inner := errors.Unwrap(err); inner != nil {
			collect(inner, at, fields)
		} else if at != "" {
			*fields = append(*fields, wall.FieldError{Pointer: at, Detail: "cannot be read"})
		}
	}
}

// fieldOf names a field by its pointer (RFC 6901), an unknown one too.
func fieldOf(e *openapi3.SchemaError, at string) wall.FieldError {
	tokens, detail := e.JSONPointer(), e.Reason
	if quoted, found := strings.CutSuffix(e.Reason, " is unsupported"); found {
		if unknown, err := strconv.Unquote(strings.TrimPrefix(quoted, "property ")); err == nil {
			tokens, detail = append(tokens, unknown), "there is no such field"
		}
	} else if e.SchemaField == "maximum" && e.Schema.Max != nil { // the library says 2.592e+06
		detail = "number must be at most " + strconv.FormatFloat(*e.Schema.Max, 'f', -1, 64)
	}
	for _, token := range tokens {
		at += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
	}
	return wall.FieldError{Pointer: at, Detail: detail}
}

// malformed answers what the generated code cannot decode: check has let it
// pass, so it is of the right kind but out of the range of Go's types.
func malformed(w http.ResponseWriter, r *http.Request, err error) {
	problem.Write(w, r, &wall.Error{Code: wall.Malformed, Message: "the body cannot be read", Cause: err})
}

// badParameter answers a parameter that is missing or of the wrong type.
func badParameter(w http.ResponseWriter, r *http.Request, err error) {
	name, detail := parameterOf(err)
	problem.Write(w, r, wall.InvalidField("/"+name, "%s", detail))
}

func parameterOf(err error) (name, detail string) {
	var format *api.InvalidParamFormatError
	var missing *api.RequiredParamError
	var header *api.RequiredHeaderError
	var many *api.TooManyValuesForParamError
	switch {
	case errors.As(err, &format):
		return format.ParamName, format.ParamName + " is not of the right type"
	case errors.As(err, &missing):
		return missing.ParamName, missing.ParamName + " is missing"
	case errors.As(err, &header):
		return header.ParamName, "the header " + header.ParamName + " is missing"
	case errors.As(err, &many):
		return many.ParamName, many.ParamName + " was given several times"
	}
	return "", "a parameter cannot be read"
}

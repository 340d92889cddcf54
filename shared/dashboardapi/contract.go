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
		return nil, wall.Refuse(wall.TooLarge, "body-too-large", "the body is larger than {most} KB", limit>>10)
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
			*fields = append(*fields, fieldError(at, "needed", "this is needed"))
			return
		}
		collect(e.Err, at, fields)
	case *openapi3.SchemaError:
		*fields = append(*fields, fieldOf(e, at))
	default:
		if inner := errors.Unwrap(err); inner != nil {
			collect(inner, at, fields)
		} else if at != "" {
			*fields = append(*fields, fieldError(at, "unreadable", "this cannot be read"))
		}
	}
}

// fieldOf names a field by its pointer (RFC 6901), an unknown one too.
func fieldOf(e *openapi3.SchemaError, at string) wall.FieldError {
	tokens := e.JSONPointer()
	unknown, isUnknown := unknownField(e)
	if isUnknown {
		tokens = append(tokens, unknown)
	}
	for _, token := range tokens {
		at += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
	}
	if isUnknown {
		return fieldError(at, "no-such-field", "there is no such field")
	}
	return mismatch(e, at)
}

// unknownField is the name of a field that the schema does not have.
func unknownField(e *openapi3.SchemaError) (string, bool) {
	quoted, found := strings.CutSuffix(e.Reason, " is unsupported")
	name, err := strconv.Unquote(strings.TrimPrefix(quoted, "property "))
	return name, found && err == nil
}

// mismatch says which of the schema's limits a value does not keep.
func mismatch(e *openapi3.SchemaError, at string) wall.FieldError {
	s := e.Schema
	switch {
	case e.SchemaField == "required":
		return fieldError(at, "needed", "this is needed")
	case e.SchemaField == "minLength" && s.MinLength == 1:
		return fieldError(at, "needed", "this is needed")
	case e.SchemaField == "minLength":
		return fieldError(at, "too-short", "at least {least} characters are needed", s.MinLength)
	case e.SchemaField == "maxLength" && s.MaxLength != nil:
		return fieldError(at, "too-long", "at most {most} characters are taken", *s.MaxLength)
	case e.SchemaField == "minItems":
		return fieldError(at, "too-few", "at least {least} are needed", s.MinItems)
	case e.SchemaField == "maxItems" && s.MaxItems != nil:
		return fieldError(at, "too-many", "at most {most} are taken", *s.MaxItems)
	case e.SchemaField == "minimum" && s.Min != nil:
		return fieldError(at, "too-small", "number must be at least {least}", plain(*s.Min))
	case e.SchemaField == "maximum" && s.Max != nil:
		return fieldError(at, "too-big", "number must be at most {most}", plain(*s.Max))
	case e.SchemaField == "enum":
		return fieldError(at, "not-one-of", "this is none of {values}", list(s.Enum))
	case e.SchemaField == "type":
		return fieldError(at, "wrong-kind", "this is not of the kind {kind}", strings.Join(s.Type.Slice(), ", "))
	}
	return fieldError(at, "wrong-form", "this does not have the form that is wanted")
}

// fieldError is one of several fields that are wrong.
func fieldError(pointer, reason, text string, values ...any) wall.FieldError {
	detail, why := wall.Because(reason, text, values...)
	return wall.FieldError{Pointer: pointer, Detail: detail, Reason: why}
}

// plain is a number as people write it, not 2.592e+06.
func plain(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }

func list(values []any) string {
	var words []string
	for _, value := range values {
		words = append(words, fmt.Sprint(value))
	}
	return strings.Join(words, ", ")
}

// malformed answers what the generated code cannot decode: check has let it
// pass, so it is of the right kind but out of the range of Go's types.
func malformed(w http.ResponseWriter, r *http.Request, err error) {
	problem.Write(w, r, &wall.Error{Code: wall.Malformed, Message: "the body cannot be read", Cause: err})
}

// badParameter answers a parameter that is missing or of the wrong type.
func badParameter(w http.ResponseWriter, r *http.Request, err error) {
	problem.Write(w, r, parameterOf(err))
}

func parameterOf(err error) error {
	var format *api.InvalidParamFormatError
	var missing *api.RequiredParamError
	var header *api.RequiredHeaderError
	var many *api.TooManyValuesForParamError
	switch {
	case errors.As(err, &format):
		return wall.InvalidField("/"+format.ParamName, "wrong-form", "{name} is not of the right type", format.ParamName)
	case errors.As(err, &missing):
		return wall.InvalidField("/"+missing.ParamName, "needed", "{name} is missing", missing.ParamName)
	case errors.As(err, &header):
		return wall.InvalidField("/"+header.ParamName, "needed", "the header {name} is missing", header.ParamName)
	case errors.As(err, &many):
		return wall.InvalidField("/"+many.ParamName, "given-twice", "{name} was given several times", many.ParamName)
	}
	return wall.InvalidField("/", "unreadable", "a parameter cannot be read")
}

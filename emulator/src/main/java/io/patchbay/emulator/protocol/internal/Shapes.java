package io.patchbay.emulator.protocol.internal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The building blocks of {@link Shape}s. */
public final class Shapes {
    /** Any text. */
    public static final Shape STRING =
            (value, path) -> expect(value.isString(), value, path, "a string");

    /** True or false. */
    public static final Shape BOOLEAN =
            (value, path) -> expect(value.isBoolean(), value, path, "a boolean");

    /** Any object. */
    public static final Shape ANY_OBJECT =
            (value, path) -> expect(value.isObject(), value, path, "an object");

    /** Anything at all. */
    public static final Shape ANYTHING = (value, path) -> {};

    private Shapes() {}

    /** Text that is not empty and not longer than {@code max} characters. */
    public static Shape string(int max) {
        return (value, path) -> {
            STRING.check(value, path);
            int length = value.stringValue().length();
            if (length == 0 || length > max) {
                throw ProtocolException.invalidValue(
                        "Invalid '" + path + "': must be 1 to " + max + " characters long.", path);
            }
        };
    }

    /** A whole number within bounds, both included. */
    public static Shape integer(long min, long max) {
        return (value, path) -> {
            expect(value.isIntegralNumber() && value.canConvertToLong(), value, path, "an integer");
            range(value.longValue() >= min && value.longValue() <= max, value, path, min, max);
        };
    }

    /** A number within bounds, both included. */
    public static Shape number(double min, double max) {
        return (value, path) -> {
            expect(value.isNumber(), value, path, "a number");
            range(value.doubleValue() >= min && value.doubleValue() <= max, value, path, min, max);
        };
    }

    /** One of the given texts. */
    public static Shape oneOf(String... supported) {
        List<String> list = List.of(supported);
        return (value, path) -> {
            STRING.check(value, path);
            if (!list.contains(value.stringValue())) {
                throw unsupported(value.stringValue(), path, list);
            }
        };
    }

    /** An array, each element of one shape. */
    public static Shape array(Shape element) {
        return (value, path) -> {
            expect(value.isArray(), value, path, "an array");
            for (int i = 0; i < value.size(); i++) {
                element.check(value.get(i), path + "[" + i + "]");
            }
        };
    }

    /** An object with any names, each value of one shape. */
    public static Shape map(Shape element) {
        return (value, path) -> {
            ANY_OBJECT.check(value, path);
            value.properties().forEach(e -> element.check(e.getValue(), join(path, e.getKey())));
        };
    }

    /** Text of one shape or an object of another. */
    public static Shape stringOr(Shape text, Shape object) {
        return (value, path) -> {
            if (value.isString()) {
                text.check(value, path);
            } else {
                expect(value.isObject(), value, path, "a string or an object");
                object.check(value, path);
            }
        };
    }

    /** An object whose {@code tag} says which of the shapes it has. */
    public static Shape tagged(String tag, Map<String, Shape> shapes) {
        Map<String, Shape> ordered = new LinkedHashMap<>(shapes);
        return (value, path) -> {
            ANY_OBJECT.check(value, path);
            String tagPath = join(path, tag);
            JsonNode name = value.get(tag);
            if (name == null) {
                throw missing(tagPath);
            }
            STRING.check(name, tagPath);
            Shape shape = ordered.get(name.stringValue());
            if (shape == null) {
                throw unsupported(name.stringValue(), tagPath, List.copyOf(ordered.keySet()));
            }
            shape.check(value, path);
        };
    }

    /** An object of named fields; names that are not given are refused. */
    public static Fields fields() {
        return new Fields();
    }

    static ProtocolException missing(String path) {
        return ProtocolException.invalid(
                "missing_required_parameter", "Missing required parameter: '" + path + "'.", path);
    }

    static ProtocolException unsupported(String value, String path, List<String> supported) {
        String shown = value.length() > 200 ? value.substring(0, 200) + "…" : value;
        String list = supported.stream().map(s -> "'" + s + "'").collect(Collectors.joining(", "));
        return ProtocolException.invalidValue(
                "Invalid value: '" + shown + "'. Supported values are: " + list + ".", path);
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static void expect(boolean fits, JsonNode value, String path, String kind) {
        if (!fits) {
            throw ProtocolException.invalidValue(
                    "Invalid type for '"
                            + path
                            + "': expected "
                            + kind
                            + ", but got "
                            + kindOf(value)
                            + ".",
                    path);
        }
    }

    private static void range(boolean fits, JsonNode value, String path, Object min, Object max) {
        if (!fits) {
            throw ProtocolException.invalidValue(
                    "Invalid '"
                            + path
                            + "': "
                            + value
                            + " is not between "
                            + min
                            + " and "
                            + max
                            + ".",
                    path);
        }
    }

    private static String kindOf(JsonNode value) {
        if (value.isNull()) {
            return "null";
        }
        if (value.isObject()) {
            return "an object";
        }
        if (value.isArray()) {
            return "an array";
        }
        if (value.isString()) {
            return "a string";
        }
        return value.isBoolean() ? "a boolean" : "a number";
    }

    /** An object of named fields. Build it once, before it is shared. */
    public static final class Fields implements Shape {
        private final Map<String, Shape> known = new LinkedHashMap<>();
        private final Map<String, Shape> required = new LinkedHashMap<>();

        private Fields() {}

        /** A field that must be there. */
        public Fields require(String name, Shape shape) {
            known.put(name, shape);
            required.put(name, shape);
            return this;
        }

        /** Fields that may be there, all of one shape. */
        public Fields allow(Shape shape, String... names) {
            Arrays.asList(names).forEach(name -> known.put(name, shape));
            return this;
        }

        /** A field that may be there. */
        public Fields allow(String name, Shape shape) {
            known.put(name, shape);
            return this;
        }

        @Override
        public void check(JsonNode value, String path) {
            ANY_OBJECT.check(value, path);
            for (String name : required.keySet()) {
                if (!value.has(name)) {
                    throw missing(join(path, name));
                }
            }
            value.properties()
                    .forEach(
                            field -> {
                                String fieldPath = join(path, field.getKey());
                                Shape shape = known.get(field.getKey());
                                if (shape == null) {
                                    throw ProtocolException.invalid(
                                            "unknown_parameter",
                                            "Unknown parameter: '" + fieldPath + "'.",
                                            fieldPath);
                                }
                                shape.check(field.getValue(), fieldPath);
                            });
        }
    }
}

package io.patchbay.runtime.record;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Takes out of JSON what nobody may keep: keys by the name of their field and by how they look, and
 * on request what people said. Sound is replaced by its length.
 */
final class Redaction {
    static final String GONE = "redacted";

    /** In small letters, without dashes and underscores. */
    private static final Set<String> SECRETS =
            Set.of(
                    "authorization",
                    "proxyauthorization",
                    "headers",
                    "secretheaders",
                    "clientsecret",
                    "ephemeralkey",
                    "apikey",
                    "xapikey",
                    "key",
                    "token",
                    "accesstoken",
                    "refreshtoken",
                    "secret",
                    "password",
                    "credential",
                    "credentials",
                    "handle",
                    "newhandle",
                    "resumption",
                    "resumptionhandle",
                    "sessionresumption",
                    "cookie");

    private static final Set<String> CONTENT =
            Set.of(
                    "text",
                    "transcript",
                    "delta",
                    "arguments",
                    "output",
                    "instructions",
                    "info",
                    "imageurl",
                    "url",
                    "heard",
                    "heardtext",
                    "generatedtext",
                    "refusal",
                    "target",
                    "prompt",
                    "message",
                    "json",
                    "errorjson");

    private static final Pattern KEYS =
            Pattern.compile(
                    // in a header whatever stands there, in speech only what nobody says
                    "(?i:authorization[\"']?\\s*[:=]\\s*[\"']?(?:bearer|basic))\\s+"
                            + "[A-Za-z0-9+/=._~-]{6,}"
                            + "|\\b(?i:bearer|basic)\\s+(?=[A-Za-z+/=._~-]*[0-9]"
                            + "|[A-Za-z0-9+/=._~-]{40})[A-Za-z0-9+/=._~-]{20,}"
                            + "|\\b(?:sk|ek|pk|rk)[-_][A-Za-z0-9_-]{6,}"
                            + "|\\bAIza[A-Za-z0-9_-]{20,}"
                            + "|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)?");

    /** User and query of an address may hold a key. */
    private static final Pattern ADDRESS =
            Pattern.compile("((?:https?|wss?)://)(?:[^/@\\s\"]*@)?([^?#\\s\"]*)(\\?[^#\\s\"]*)?");

    private final boolean content;
    private final boolean sound;

    /**
     * Takes keys away.
     *
     * @param content whether what people said stays
     * @param sound whether sound inside of messages stays
     */
    Redaction(boolean content, boolean sound) {
        this.content = content;
        this.sound = sound;
    }

    /** Without what must not be kept; {@code tree} itself is changed. */
    JsonNode clean(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            String type = object.path("type").asString("");
            for (String field : object.propertyNames().toArray(String[]::new)) {
                JsonNode value = object.get(field);
                if (value != null) {
                    object.set(field, cleanField(type, field, value));
                }
            }
            return object;
        }
        if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, clean(array.get(i)));
            }
            return array;
        }
        return tree.isString() ? StringNode.valueOf(text(tree.stringValue())) : tree;
    }

    private JsonNode cleanField(String type, String field, JsonNode value) {
        String name = field.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
        if (name.equals("key") && type.equals("dtmf_received")) {
            return content ? value : StringNode.valueOf("[1 key]"); // of a telephone
        }
        if (SECRETS.contains(name) && !value.isNumber() && !value.isNull()) {
            return hide(value);
        }
        if (value.isString() && isSound(type, name)) {
            return sound ? value : StringNode.valueOf(soundOf(value.stringValue()));
        }
        if (!content && CONTENT.contains(name) && value.isString()) {
            return StringNode.valueOf("[" + value.stringValue().length() + " characters]");
        }
        return clean(value);
    }

    /** The shape of headers stays: which there were may be known, not what they said. */
    private static JsonNode hide(JsonNode value) {
        if (value instanceof ObjectNode object) {
            for (String field : object.propertyNames().toArray(String[]::new)) {
                object.put(field, GONE);
            }
            return object;
        }
        return StringNode.valueOf(GONE);
    }

    private static boolean isSound(String type, String name) {
        return name.equals("audio") && !type.isEmpty()
                || name.equals("delta") && type.endsWith("audio.delta");
    }

    private static String soundOf(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return "[audio " + (base64.length() / 4 * 3 - padding) + " bytes]";
    }

    /** A text without what looks like a key. */
    static String text(String text) {
        String without = text.indexOf("://") < 0 ? text : ADDRESS.matcher(text).replaceAll("$1$2");
        return KEYS.matcher(without).replaceAll(GONE);
    }
}

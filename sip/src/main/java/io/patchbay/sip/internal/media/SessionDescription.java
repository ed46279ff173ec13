package io.patchbay.sip.internal.media;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session description as it was written (RFC 8866), without judgement on what it asks for.
 *
 * @param origin the fields of {@code o=}
 * @param connection the session's {@code c=}, or null
 * @param attributes those before the first {@code m=}
 * @param media in order
 */
record SessionDescription(
        Origin origin,
        @Nullable Connection connection,
        List<Attribute> attributes,
        List<Media> media) {

    SessionDescription {
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    /** Who made it: {@code o=user id version IN IP4 address}. */
    record Origin(String user, String id, String version, String family, String address) {}

    /** {@code c=IN IP4 address}; the time to live of multicast is left out. */
    record Connection(String family, String address) {}

    /** {@code a=name} or {@code a=name:value}; names are in lower case. */
    record Attribute(String name, String value) {}

    /**
     * One {@code m=} section.
     *
     * @param port as it was written, perhaps out of range
     */
    record Media(
            String kind,
            long port,
            String protocol,
            List<String> formats,
            @Nullable Connection connection,
            List<Attribute> attributes) {

        Media {
            formats = List.copyOf(formats);
            attributes = List.copyOf(attributes);
        }

        /** The value of the first attribute of that name, or null. */
        @Nullable String attribute(String name) {
            return first(attributes, name);
        }
    }

    /** The value of the session's first attribute of that name, or null. */
    @Nullable String attribute(String name) {
        return first(attributes, name);
    }

    /** The connection that holds for a section, or null when there is none. */
    @Nullable Connection connection(Media section) {
        return section.connection() != null ? section.connection() : connection;
    }

    private static @Nullable String first(List<Attribute> attributes, String name) {
        for (Attribute attribute : attributes) {
            if (attribute.name().equals(name)) {
                return attribute.value();
            }
        }
        return null;
    }
}

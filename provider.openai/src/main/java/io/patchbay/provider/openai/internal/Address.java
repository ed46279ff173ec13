package io.patchbay.provider.openai.internal;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a service is.
 *
 * @param base where its sessions are, without a query; null when everybody has an address of their
 *     own
 * @param path the path of sessions, which completes an address that has none
 * @param resource what an address is made of when only a resource is named, with {@code {}} for its
 *     name; null when there are no resources
 * @param model where the model is named
 * @param query what else the query always says
 * @param querySettings the settings that go into the query, by the name that they have there
 * @param headerSettings the settings that go into headers, by the header
 */
record Address(
        @Nullable URI base,
        String path,
        @Nullable String resource,
        ModelPlace model,
        Map<String, String> query,
        Map<String, String> querySettings,
        Map<String, String> headerSettings) {

    /** What the query calls an agent of the service, which stands in a model's place. */
    static final String AGENT = "agent-name";

    /** Where the model is named. */
    enum ModelPlace {
        /** In the query alone. */
        QUERY,
        /** In the session's configuration alone. */
        SESSION,
        /** In the query, and once more in the configuration when a model was asked for. */
        BOTH
    }

    Address {
        query = Map.copyOf(query);
        querySettings = Map.copyOf(querySettings);
        headerSettings = Map.copyOf(headerSettings);
    }

    /** A service with one address for everybody. */
    static Address of(String url, ModelPlace model) {
        URI base = URI.create(url);
        return new Address(base, base.getRawPath(), null, model, Map.of(), Map.of(), Map.of());
    }

    /** A service of which everybody has their own. */
    static Address own(String path, ModelPlace model) {
        return new Address(null, path, null, model, Map.of(), Map.of(), Map.of());
    }

    /** The same, where a resource's name makes the address. */
    Address withResource(String url) {
        return new Address(base, path, url, model, query, querySettings, headerSettings);
    }

    /** The same, where the query says something more. */
    Address withQuery(String name, String value) {
        return new Address(
                base,
                path,
                resource,
                model,
                and(query, name, value),
                querySettings,
                headerSettings);
    }

    /** The same, where a setting goes into the query. */
    Address withQuerySetting(String setting, String name) {
        return new Address(
                base,
                path,
                resource,
                model,
                query,
                and(querySettings, name, setting),
                headerSettings);
    }

    /** The same, where a setting goes into a header. */
    Address withHeaderSetting(String setting, String header) {
        return new Address(
                base,
                path,
                resource,
                model,
                query,
                querySettings,
                and(headerSettings, header, setting));
    }

    private static Map<String, String> and(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    /** What to do about a missing address, for people. */
    String wanted(String profile) {
        return "the profile "
                + profile
                + " has no address of its own; set 'baseUrl' of the provider openai"
                + (resource == null ? "" : ", or 'resource' to the name of your resource,")
                + " or give the session a url";
    }
}

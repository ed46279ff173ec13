package io.patchbay.transport.twilio.internal;

import io.patchbay.api.provider.Secret;
import io.patchbay.net.http.IncomingRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code X-Twilio-Signature}: base64 of the HMAC-SHA1, with the account's auth token, of the URL as
 * the carrier knows it and of the names and values of a form, sorted by name. Any thread.
 */
final class Signature {

    static final String HEADER = "x-twilio-signature";

    private Signature() {}

    /** Whether a request was signed with one of the tokens; true where there are none. */
    static boolean signed(
            IncomingRequest request,
            StreamSettings settings,
            String scheme,
            Map<String, ? extends SortedSet<String>> form) {
        if (settings.tokens().isEmpty()) {
            return true;
        }
        List<String> shown = request.headers().all(HEADER);
        if (shown.size() != 1) {
            return false;
        }
        byte[] signature = shown.get(0).getBytes(StandardCharsets.UTF_8);
        boolean same = false;
        for (String url : urls(address(request, settings, scheme, request.path()), request)) {
            for (Secret token : settings.tokens()) {
                byte[] right = of(token, url, form).getBytes(StandardCharsets.UTF_8);
                same |= MessageDigest.isEqual(right, signature);
            }
        }
        return same;
    }

    /**
     * Where the carrier finds a path of this door.
     *
     * @param scheme {@code http} or {@code ws}; an {@code s} is added where it is encrypted
     */
    static String address(
            IncomingRequest request, StreamSettings settings, String scheme, String path) {
        URI base = settings.publicUrl();
        if (base != null) {
            boolean secure = "https".equals(base.getScheme());
            return scheme
                    + (secure ? "s" : "")
                    + "://"
                    + base.getRawAuthority()
                    + base.getRawPath()
                    + path;
        }
        List<String> hosts = request.headers().all("host");
        String host = hosts.size() == 1 ? hosts.get(0) : "";
        return scheme
                + (request.secure() ? "s" : "")
                + "://"
                + (host.matches("[A-Za-z0-9.\\[\\]:_-]{1,255}") ? host : "unknown")
                + path;
    }

    /** The carrier signs some URLs with the port that goes without saying, some without it. */
    private static Set<String> urls(String address, IncomingRequest request) {
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        Set<String> urls = new LinkedHashSet<>();
        urls.add(address + query);
        URI uri = URI.create(address);
        int usual = uri.getScheme().endsWith("s") ? 443 : 80;
        String host = uri.getScheme() + "://" + uri.getHost();
        if (uri.getPort() < 0) {
            urls.add(host + ":" + usual + uri.getRawPath() + query);
        } else {
            urls.add(host + uri.getRawPath() + query);
        }
        return urls;
    }

    /** The signature of a request. */
    static String of(Secret token, String url, Map<String, ? extends SortedSet<String>> form) {
        StringBuilder text = new StringBuilder(url);
        new TreeMap<>(form)
                .forEach(
                        (name, values) -> values.forEach(value -> text.append(name).append(value)));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(
                    new SecretKeySpec(token.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }
}

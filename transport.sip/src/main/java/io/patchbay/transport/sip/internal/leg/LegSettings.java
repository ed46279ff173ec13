package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.net.TlsIdentity;
import io.patchbay.net.TlsSettings;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import io.patchbay.sip.SipSettings.Srtp;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of telephone calls; the names are those of the settings.
 *
 * @param name of the place that listens: versions of the plug with the same one share its sockets
 * @param sip where it listens, what it offers and what it lets in
 * @param headers fields of the INVITE that a router may see, in lower case, besides {@code X-…}
 * @param outgoing how calls are placed
 */
record LegSettings(String name, SipSettings sip, Set<String> headers, Outgoing outgoing) {

    /**
     * How calls are placed.
     *
     * @param targets whom to call is allowed
     * @param from who calls, or null for an address of the door
     * @param user for the far end's digest, or null
     * @param password for it, or null
     */
    record Outgoing(
            Predicate<URI> targets,
            @Nullable URI from,
            @Nullable String user,
            @Nullable Secret password) {

        /** Nothing of anybody's. */
        @Override
        public String toString() {
            return "Outgoing[]";
        }
    }

    private static final String HEADERS =
            "Diversion History-Info P-Asserted-Identity Remote-Party-ID User-to-User Subject";

    /**
     * Reads them. Blocks for files and names.
     *
     * @return empty when there is neither {@code port} nor {@code tls-port}: nothing is to listen
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static Optional<LegSettings> read(Settings settings) {
        if (settings.text("port").isEmpty() && settings.text("tls-port").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new LegSettings(
                        settings.text("name", SipLegs.NAME).strip(),
                        sip(settings),
                        headers(settings.text("headers", HEADERS)),
                        outgoing(settings)));
    }

    private static Outgoing outgoing(Settings settings) {
        String user = settings.text("dial-user").orElse(null);
        return new Outgoing(
                AddressPatterns.of("dial-targets", settings.text("dial-targets", "")),
                settings.text("dial-from").map(from -> sipUri("dial-from", from)).orElse(null),
                user,
                user == null
                        ? null
                        : Passwords.secret("dial-password", settings.text("dial-password", "")));
    }

    private static SipSettings sip(Settings settings) {
        SipSettings.Builder sip =
                SipSettings.builder()
                        .host(settings.text("host", "127.0.0.1").strip())
                        .port(within(settings, "port", 0, 0, 65_535))
                        .tlsPort(within(settings, "tls-port", 0, 0, 65_535))
                        .codecs(codecs(settings.text("codecs", "PCMU PCMA G722")))
                        .srtp(srtp(settings))
                        .maxCalls(within(settings, "calls", 1_000, 1, 100_000))
                        .maxCallsPerSource(within(settings, "calls-per-source", 1_000, 1, 100_000))
                        .invitesPerSecond(within(settings, "invites-per-second", 500, 1, 100_000))
                        .transferTargets(
                                AddressPatterns.of(
                                        "transfer-targets", settings.text("transfer-targets", "")))
                        .acceptTransfers(settings.flag("accept-transfers", false))
                        .ringing(millis(settings, "ringing", 180_000, 1_000, 600_000))
                        .mediaTimeout(millis(settings, "media-timeout", 30_000, 0, 86_400_000))
                        .sessionExpires(
                                Duration.ofSeconds(
                                        within(settings, "session-seconds", 1_800, 90, 86_400)))
                        .sendAheadMillis(within(settings, "send-ahead", 200, 40, 5_000))
                        .maxJitterMillis(within(settings, "max-jitter", 200, 40, 2_000));
        settings.text("advertised-host").map(String::strip).ifPresent(sip::advertisedHost);
        settings.text("product").ifPresent(product -> sip.product(product(product)));
        settings.text("outbound-proxy")
                .ifPresent(proxy -> sip.outboundProxy(sipUri("outbound-proxy", proxy)));
        ports(settings, sip);
        Set<Carrier> carriers = carriers(settings);
        sip.carriers(carriers);
        if (carriers.contains(Carrier.TLS)) {
            sip.tls(identity(settings));
        }
        settings.text("tls-trust").ifPresent(file -> sip.trust(trust(file)));
        callers(settings, sip);
        sip.registrations(Registrations.read(settings));
        return sip.build();
    }

    private static int within(Settings settings, String name, int otherwise, int min, int max) {
        int value = settings.integer(name, otherwise);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must be " + min + " to " + max + ", not " + value);
        }
        return value;
    }

    private static Duration millis(
            Settings settings, String name, int otherwise, int min, int max) {
        return Duration.ofMillis(within(settings, name, otherwise, min, max));
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split("[,\\s]+")).filter(word -> !word.isEmpty()).toList();
    }

    private static Set<String> headers(String list) {
        Set<String> headers = new LinkedHashSet<>();
        for (String each : words(list)) {
            String lower = each.toLowerCase(Locale.ROOT);
            if (!lower.matches("[a-z0-9-]+") || lower.contains("authorization")) {
                throw new IllegalArgumentException(
                        "setting 'headers' must list names of header fields, without those of"
                                + " authentication, not '"
                                + each
                                + "'");
            }
            headers.add(lower);
        }
        return Set.copyOf(headers);
    }

    private static List<String> codecs(String list) {
        List<String> codecs = words(list);
        for (String each : codecs) {
            if (!List.of("PCMU", "PCMA", "G722", "OPUS").contains(each.toUpperCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "setting 'codecs' must list PCMU, PCMA, G722 or opus, not '" + each + "'");
            }
        }
        if (codecs.isEmpty()) {
            throw new IllegalArgumentException(
                    "setting 'codecs' is empty; list PCMU, PCMA, G722 or opus");
        }
        return codecs.stream()
                .map(each -> each.equalsIgnoreCase("opus") ? "opus" : each.toUpperCase(Locale.ROOT))
                .toList();
    }

    /** Null for what a door does by itself: optional over TLS, off else. */
    private static @Nullable Srtp srtp(Settings settings) {
        String text = settings.text("srtp", "").strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "" -> null;
            case "off" -> Srtp.OFF;
            case "optional" -> Srtp.OPTIONAL;
            case "required" -> Srtp.REQUIRED;
            default ->
                    throw new IllegalArgumentException(
                            "setting 'srtp' must be off, optional or required, not '" + text + "'");
        };
    }

    private static String product(String product) {
        if (!product.matches("[\\x20-\\x7e]{1,64}")) {
            throw new IllegalArgumentException(
                    "setting 'product' must be up to 64 visible ASCII characters");
        }
        return product;
    }

    /**
     * An address of SIP.
     *
     * @throws IllegalArgumentException naming the setting
     */
    static URI sipUri(String setting, String text) {
        try {
            URI uri = new URI(text.strip());
            if (List.of("sip", "sips")
                    .contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // as below: what is no URI is no address of SIP
        }
        throw new IllegalArgumentException(
                "setting '"
                        + setting
                        + "' must be an address like sip:example.org, not '"
                        + text
                        + "'");
    }

    private static void ports(Settings settings, SipSettings.Builder sip) {
        String ports = settings.text("udp-ports", "").strip();
        if (ports.isEmpty()) {
            return;
        }
        String[] ends = ports.split("-", -1);
        if (!ports.matches("\\d{1,5}-\\d{1,5}")
                || Integer.parseInt(ends[0]) < 1
                || Integer.parseInt(ends[1]) > 65_535
                || Integer.parseInt(ends[0]) > Integer.parseInt(ends[1])) {
            throw new IllegalArgumentException(
                    "setting 'udp-ports' must be a range like 40000-40999, not '" + ports + "'");
        }
        sip.minMediaPort(Integer.parseInt(ends[0])).maxMediaPort(Integer.parseInt(ends[1]));
    }

    /** UDP and TCP where there is a port, TLS where there is one for it, unless said otherwise. */
    private static Set<Carrier> carriers(Settings settings) {
        Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
        String list = settings.text("carriers", "");
        for (String each : words(list)) {
            try {
                carriers.add(Carrier.valueOf(each.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "setting 'carriers' must list udp, tcp or tls, not '" + each + "'");
            }
        }
        if (carriers.isEmpty()) {
            if (settings.text("port").isPresent()) {
                carriers.addAll(Set.of(Carrier.UDP, Carrier.TCP));
            }
            if (settings.text("tls-port").isPresent()) {
                carriers.add(Carrier.TLS);
            }
        }
        return carriers;
    }

    private static TlsIdentity identity(Settings settings) {
        String store =
                settings.text("tls-keystore")
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "setting 'tls-keystore' is missing: name the file"
                                                        + " with certificate and key for TLS"));
        try {
            return TlsIdentity.load(
                    Path.of(store), settings.text("tls-password", "").toCharArray());
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "setting 'tls-keystore': "
                            + store
                            + " is no key store that tls-password opens: "
                            + e.getMessage(),
                    e);
        }
    }

    private static TlsSettings trust(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            List<X509Certificate> issuers =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            return TlsSettings.defaults().trusting(issuers);
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "setting 'tls-trust': " + file + " is no file of certificates (PEM)", e);
        }
    }

    /** Who may call: nobody that comes from elsewhere by accident. */
    private static void callers(Settings settings, SipSettings.Builder sip) {
        List<String> sources = words(settings.text("allowed-sources", ""));
        for (String each : sources) {
            if (!each.matches("[0-9A-Fa-f:.]+(/\\d{1,3})?")) {
                throw new IllegalArgumentException(
                        "setting 'allowed-sources' must list networks like 192.0.2.0/24, not '"
                                + each
                                + "'");
            }
        }
        sip.allowedSources(sources);
        Passwords passwords = Passwords.read(settings);
        Optional<String> realm = settings.text("realm").filter(text -> !text.isBlank());
        if (realm.isPresent() == passwords.isEmpty()) {
            throw new IllegalArgumentException(
                    realm.isPresent()
                            ? "setting 'realm' needs users: give user.NAME or users-file"
                            : "setting 'realm' is missing: give it for user.NAME and users-file");
        }
        realm.ifPresent(name -> sip.realm(name.strip()).passwords(passwords));
        String host = settings.text("host", "127.0.0.1").strip();
        if (sources.isEmpty()
                && realm.isEmpty()
                && !settings.flag("allow-anybody", false)
                && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "setting 'host': "
                            + host
                            + " is reached from other machines, so say who may call:"
                            + " allowed-sources, or realm with users, or allow-anybody");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("setting 'host': there is no host " + host, e);
        }
    }

    /** Neither passwords nor TLS. */
    @Override
    public String toString() {
        return "LegSettings[" + name + " at " + sip.host() + ":" + sip.port() + "]";
    }
}

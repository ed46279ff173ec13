package io.patchbay.launcher;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.net.ClientSettings;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PatchbayBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the line is made: settings of its transport, as a configuration file would have them. */
final class TransportOptions {

    private static final String PROXY = "--proxy";
    private static final String PROXY_USER_FILE = "--proxy-user-file";
    private static final String PROXY_USER = "PATCHBAY_PROXY_USER";
    private static final String TRUST = "--trust";
    private static final String TRUST_PASSWORD = "PATCHBAY_TRUST_PASSWORD";

    /** A name and a password are no longer. */
    private static final int LONGEST = 4_096;

    @Option(
            names = "--fetch",
            paramLabel = "NAME",
            description =
                    "With --transport cloudflare, who makes the connection: http1, http2, auto, or an HTTP client of yours. Default: yours, else http1.")
    private @Nullable String fetch;

    @Option(
            names = PROXY,
            paramLabel = "URL",
            description =
                    "Connect through this proxy, http://HOST:PORT. Name and password, as USER:PASSWORD, come from "
                            + PROXY_USER_FILE
                            + " or the environment variable "
                            + PROXY_USER
                            + ".")
    private @Nullable String proxy;

    @Option(
            names = PROXY_USER_FILE,
            paramLabel = "FILE",
            description = "Who is shown to the proxy: a file that holds USER:PASSWORD.")
    private @Nullable Path proxyUser;

    @Option(
            names = TRUST,
            paramLabel = "FILE",
            description =
                    "Trust the certificates in this file in place of Java's own: PEM, PKCS#12 or JKS. The environment variable "
                            + TRUST_PASSWORD
                            + " opens it.")
    private @Nullable Path trust;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "Any setting of the transport, as its guide lists them; may be given again.")
    private Map<String, String> others = new LinkedHashMap<>();

    /**
     * Looks at what was asked for, before anybody is called.
     *
     * @throws UsageException for a value that cannot be used; no message repeats a password
     */
    void check(String transport) {
        if (fetch != null && !transport.equals("cloudflare")) {
            throw new UsageException("--fetch goes with --transport cloudflare");
        }
        if (proxyUser != null && proxy == null) {
            throw new UsageException(PROXY_USER_FILE + " goes with " + PROXY);
        }
        if (trust != null && !Files.isRegularFile(trust)) {
            throw new UsageException(TRUST + " " + trust + ": there is no such file");
        }
        try {
            ClientSettings.read(Settings.of(settings()));
            if (!others.isEmpty()) {
                PlugSettings.check(transport, settings());
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(Failures.line(e));
        }
    }

    /** All plugs of the class path, the transport with these settings. */
    Patchbay load(String transport) {
        Map<String, String> settings = settings();
        if (settings.isEmpty()) {
            return Patchbay.load();
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        PatchbayBuilder builder =
                Patchbay.builder()
                        .services(loader == null ? Patchbay.class.getClassLoader() : loader);
        return builder.configure(PlugKind.TRANSPORT, transport, settings).build();
    }

    /** A dot before a name keeps its value out of every message. */
    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(others);
        if (fetch != null) {
            settings.put("fetch", fetch);
        }
        if (proxy != null) {
            settings.put(".proxy", proxy());
        }
        if (trust != null) {
            settings.put("trustStore", trust.toString());
            String password = System.getenv(TRUST_PASSWORD);
            if (password != null) {
                settings.put(".trustStorePassword", password);
            }
        }
        return settings;
    }

    /** The proxy's address, with name and password in it. */
    private String proxy() {
        String user = user();
        String url = String.valueOf(proxy);
        if (user == null) {
            return url;
        }
        try {
            URI address = new URI(url.contains("://") ? url : "http://" + url);
            if (address.getRawUserInfo() != null) {
                throw new UsageException(
                        PROXY + ": the address holds a user, and so does " + source());
            }
            return new URI(
                            address.getScheme(),
                            user,
                            address.getHost(),
                            address.getPort(),
                            null,
                            null,
                            null)
                    .toString();
        } catch (URISyntaxException e) {
            throw new UsageException(PROXY + ": it looks like http://HOST:PORT");
        }
    }

    private String source() {
        return proxyUser != null ? PROXY_USER_FILE : PROXY_USER;
    }

    private @Nullable String user() {
        String user = proxyUser == null ? System.getenv(PROXY_USER) : read(proxyUser);
        if (user != null && user.indexOf(':') < 1) {
            throw new UsageException(source() + ": it holds no USER:PASSWORD");
        }
        return user;
    }

    private static String read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                throw new UsageException(
                        PROXY_USER_FILE + " " + file + ": there is no file with USER:PASSWORD");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UsageException(PROXY_USER_FILE + ": " + Failures.line(e));
        }
    }
}

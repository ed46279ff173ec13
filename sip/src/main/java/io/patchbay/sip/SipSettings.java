package io.patchbay.sip;

import io.patchbay.api.provider.Secret;
import io.patchbay.net.TlsIdentity;
import io.patchbay.net.TlsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a door listens, what it offers and what it lets in. Immutable. */
public final class SipSettings {

    /** What carries signalling. */
    public enum Carrier {
        /** Datagrams. */
        UDP,
        /** Streams. */
        TCP,
        /** Streams with TLS; needs {@link Builder#tls}. */
        TLS
    }

    /** Whether sound is encrypted with keys out of the session description (SDES). */
    public enum Srtp {
        /** Never offered; calls that insist are refused with 488. */
        OFF,
        /** Taken when the caller offers it, and offered by us beside plain RTP. */
        OPTIONAL,
        /** Calls without it are refused with 488. */
        REQUIRED
    }

    private final Builder values;

    private SipSettings(Builder values) {
        this.values = values;
    }

    /** Starts with loopback, a free port and the defaults named at each setting. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with what these settings are. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** The address to bind, for signalling and sound; {@code 127.0.0.1} by default. */
    public String host() {
        return values.host;
    }

    /** The port for UDP and TCP; 0, the default, picks one that is free for both. */
    public int port() {
        return values.port;
    }

    /** The port for TLS; 0, the default, picks a free one. */
    public int tlsPort() {
        return values.tlsPort;
    }

    /** What it listens on; UDP and TCP by default. */
    public Set<Carrier> carriers() {
        return values.carriers;
    }

    /** The certificate and key for {@link Carrier#TLS}. */
    public Optional<TlsIdentity> tls() {
        return Optional.ofNullable(values.tls);
    }

    /** Whom outgoing TLS connections trust. */
    public TlsSettings trust() {
        return values.trust;
    }

    /**
     * The host that the far end is told, behind an address translation; by default the one that was
     * bound, or that leads to the far end.
     */
    public Optional<String> advertisedHost() {
        return Optional.ofNullable(values.advertisedHost);
    }

    /** Lowest UDP port for sound; 0, the default, for any free ones. */
    public int minMediaPort() {
        return values.minMediaPort;
    }

    /** Highest UDP port for sound. */
    public int maxMediaPort() {
        return values.maxMediaPort;
    }

    /**
     * Codecs by preference, by their names in session descriptions; {@code PCMU, PCMA, G722} by
     * default. {@code opus} needs the bundle {@code io.patchbay.lib.concentus}; without it, it is
     * left out, which is logged.
     */
    public List<String> codecs() {
        return values.codecs;
    }

    /** Encryption of sound; {@link Srtp#OPTIONAL} over TLS and off else by default. */
    public Optional<Srtp> srtp() {
        return Optional.ofNullable(values.srtp);
    }

    /** How it calls itself in {@code User-Agent} and {@code Server}; {@code Patchbay}. */
    public String product() {
        return values.product;
    }

    /** Where all outgoing requests go, instead of to the host of their target. */
    public Optional<URI> outboundProxy() {
        return Optional.ofNullable(values.outboundProxy);
    }

    /** Where it registers. */
    public List<Registration> registrations() {
        return values.registrations;
    }

    /** The realm for digest; when there is one, callers must prove who they are. */
    public Optional<String> realm() {
        return Optional.ofNullable(values.realm);
    }

    /** The password of a user, or null for one that is not known; asked on the door's loop. */
    public Function<String, @Nullable Secret> passwords() {
        return values.passwords;
    }

    /**
     * Networks that may call, such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}; all by
     * default.
     */
    public List<String> allowedSources() {
        return values.allowedSources;
    }

    /** Calls at once, in total; over it 503. 1000 by default. */
    public int maxCalls() {
        return values.maxCalls;
    }

    /** Calls at once of one source address; over it 503. 1000 by default. */
    public int maxCallsPerSource() {
        return values.maxCallsPerSource;
    }

    /** INVITEs a second of one source address; over it 503. 500 by default. */
    public int invitesPerSecond() {
        return values.invitesPerSecond;
    }

    /**
     * Who may be the target of a transfer, asked for by us (by an agent, perhaps talked into it) or
     * by the far end; nobody by default.
     */
    public Predicate<URI> transferTargets() {
        return values.transferTargets;
    }

    /** Whether the far end may transfer us (REFER), to allowed targets; not by default. */
    public boolean acceptTransfers() {
        return values.acceptTransfers;
    }

    /** How long a caller may hear ringing before 480; 3 minutes. */
    public Duration ringing() {
        return values.ringing;
    }

    /** No packet of sound for so long ends the call, unless it is on hold; 30 s, zero for never. */
    public Duration mediaTimeout() {
        return values.mediaTimeout;
    }

    /** Interval of session timers (RFC 4028); 30 min, at least 90 s. */
    public Duration sessionExpires() {
        return values.sessionExpires;
    }

    /** Room for sound that waits to be sent, in milliseconds; 200. */
    public int sendAheadMillis() {
        return values.sendAheadMillis;
    }

    /** The most that received sound may wait to be heard, in milliseconds; 200. */
    public int maxJitterMillis() {
        return values.maxJitterMillis;
    }

    /** Where and as whom it registers. Passwords come from a supplier and are shown nowhere. */
    public record Registration(
            URI registrar, URI address, String user, Secret password, Duration expires) {
        /** Checks for null. */
        public Registration {
            Objects.requireNonNull(registrar, "registrar");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
            Objects.requireNonNull(expires, "expires");
        }

        /** The address alone. */
        @Override
        public String toString() {
            return "Registration[" + address + "]";
        }
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private int tlsPort;
        private Set<Carrier> carriers = Set.of(Carrier.UDP, Carrier.TCP);
        private @Nullable TlsIdentity tls;
        private TlsSettings trust = TlsSettings.defaults();
        private @Nullable String advertisedHost;
        private int minMediaPort;
        private int maxMediaPort;
        private List<String> codecs = List.of("PCMU", "PCMA", "G722");
        private @Nullable Srtp srtp;
        private String product = "Patchbay";
        private @Nullable URI outboundProxy;
        private List<Registration> registrations = List.of();
        private @Nullable String realm;
        private Function<String, @Nullable Secret> passwords = user -> null;
        private List<String> allowedSources = List.of();
        private int maxCalls = 1_000;
        private int maxCallsPerSource = 1_000;
        private int invitesPerSecond = 500;
        private Predicate<URI> transferTargets = target -> false;
        private boolean acceptTransfers;
        private Duration ringing = Duration.ofMinutes(3);
        private Duration mediaTimeout = Duration.ofSeconds(30);
        private Duration sessionExpires = Duration.ofMinutes(30);
        private int sendAheadMillis = 200;
        private int maxJitterMillis = 200;

        private Builder() {}

        /** See {@link SipSettings#host()}. */
        public Builder host(String host) {
            this.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /** See {@link SipSettings#port()}. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** See {@link SipSettings#tlsPort()}. */
        public Builder tlsPort(int tlsPort) {
            this.tlsPort = tlsPort;
            return this;
        }

        /** See {@link SipSettings#carriers()}. */
        public Builder carriers(Set<Carrier> carriers) {
            this.carriers = Set.copyOf(carriers);
            return this;
        }

        /** See {@link SipSettings#tls()}. */
        public Builder tls(@Nullable TlsIdentity tls) {
            this.tls = tls;
            return this;
        }

        /** See {@link SipSettings#trust()}. */
        public Builder trust(TlsSettings trust) {
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /** See {@link SipSettings#advertisedHost()}. */
        public Builder advertisedHost(@Nullable String advertisedHost) {
            this.advertisedHost = advertisedHost;
            return this;
        }

        /** See {@link SipSettings#minMediaPort()}. */
        public Builder minMediaPort(int minMediaPort) {
            this.minMediaPort = minMediaPort;
            return this;
        }

        /** See {@link SipSettings#maxMediaPort()}. */
        public Builder maxMediaPort(int maxMediaPort) {
            this.maxMediaPort = maxMediaPort;
            return this;
        }

        /** See {@link SipSettings#codecs()}. */
        public Builder codecs(List<String> codecs) {
            this.codecs = List.copyOf(codecs);
            return this;
        }

        /** See {@link SipSettings#srtp()}. */
        public Builder srtp(@Nullable Srtp srtp) {
            this.srtp = srtp;
            return this;
        }

        /** See {@link SipSettings#product()}. */
        public Builder product(String product) {
            this.product = Objects.requireNonNull(product, "product");
            return this;
        }

        /** See {@link SipSettings#outboundProxy()}. */
        public Builder outboundProxy(@Nullable URI outboundProxy) {
            this.outboundProxy = outboundProxy;
            return this;
        }

        /** See {@link SipSettings#registrations()}. */
        public Builder registrations(List<Registration> registrations) {
            this.registrations = List.copyOf(registrations);
            return this;
        }

        /** See {@link SipSettings#realm()}. */
        public Builder realm(@Nullable String realm) {
            this.realm = realm;
            return this;
        }

        /** See {@link SipSettings#passwords()}. */
        public Builder passwords(Function<String, @Nullable Secret> passwords) {
            this.passwords = Objects.requireNonNull(passwords, "passwords");
            return this;
        }

        /** See {@link SipSettings#allowedSources()}. */
        public Builder allowedSources(List<String> allowedSources) {
            this.allowedSources = List.copyOf(allowedSources);
            return this;
        }

        /** See {@link SipSettings#maxCalls()}. */
        public Builder maxCalls(int maxCalls) {
            this.maxCalls = maxCalls;
            return this;
        }

        /** See {@link SipSettings#maxCallsPerSource()}. */
        public Builder maxCallsPerSource(int maxCallsPerSource) {
            this.maxCallsPerSource = maxCallsPerSource;
            return this;
        }

        /** See {@link SipSettings#invitesPerSecond()}. */
        public Builder invitesPerSecond(int invitesPerSecond) {
            this.invitesPerSecond = invitesPerSecond;
            return this;
        }

        /** See {@link SipSettings#transferTargets()}. */
        public Builder transferTargets(Predicate<URI> transferTargets) {
            this.transferTargets = Objects.requireNonNull(transferTargets, "transferTargets");
            return this;
        }

        /** See {@link SipSettings#acceptTransfers()}. */
        public Builder acceptTransfers(boolean acceptTransfers) {
            this.acceptTransfers = acceptTransfers;
            return this;
        }

        /** See {@link SipSettings#ringing()}. */
        public Builder ringing(Duration ringing) {
            this.ringing = Objects.requireNonNull(ringing, "ringing");
            return this;
        }

        /** See {@link SipSettings#mediaTimeout()}. */
        public Builder mediaTimeout(Duration mediaTimeout) {
            this.mediaTimeout = Objects.requireNonNull(mediaTimeout, "mediaTimeout");
            return this;
        }

        /** See {@link SipSettings#sessionExpires()}. */
        public Builder sessionExpires(Duration sessionExpires) {
            this.sessionExpires = Objects.requireNonNull(sessionExpires, "sessionExpires");
            return this;
        }

        /** See {@link SipSettings#sendAheadMillis()}. */
        public Builder sendAheadMillis(int sendAheadMillis) {
            this.sendAheadMillis = sendAheadMillis;
            return this;
        }

        /** See {@link SipSettings#maxJitterMillis()}. */
        public Builder maxJitterMillis(int maxJitterMillis) {
            this.maxJitterMillis = maxJitterMillis;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException naming the setting that is wrong
         */
        public SipSettings build() {
            if (carriers.isEmpty()) {
                throw new IllegalArgumentException("carriers is empty; give udp, tcp or tls");
            }
            if (carriers.contains(Carrier.TLS) && tls == null) {
                throw new IllegalArgumentException(
                        "tls is missing; give the certificate and key for the carrier TLS");
            }
            port("port", port);
            port("tlsPort", tlsPort);
            if ((minMediaPort == 0) != (maxMediaPort == 0)
                    || minMediaPort < 0
                    || maxMediaPort > 65_535
                    || minMediaPort > maxMediaPort) {
                throw new IllegalArgumentException(
                        "media ports must be a range within 1 to 65535, not "
                                + minMediaPort
                                + " to "
                                + maxMediaPort);
            }
            if (sessionExpires.toSeconds() < 90) {
                throw new IllegalArgumentException(
                        "sessionExpires must be at least 90 s (RFC 4028), not " + sessionExpires);
            }
            if (maxCalls < 1 || maxCallsPerSource < 1 || invitesPerSecond < 1) {
                throw new IllegalArgumentException(
                        "maxCalls, maxCallsPerSource and invitesPerSecond must be at least 1");
            }
            if (sendAheadMillis < 40 || maxJitterMillis < 40) {
                throw new IllegalArgumentException(
                        "sendAheadMillis and maxJitterMillis must be at least 40");
            }
            return new SipSettings(new Builder(this));
        }

        private static void port(String name, int value) {
            if (value < 0 || value > 65_535) {
                throw new IllegalArgumentException(name + " must be 0 to 65535, not " + value);
            }
        }

        private Builder(Builder from) {
            host = from.host;
            port = from.port;
            tlsPort = from.tlsPort;
            carriers = from.carriers;
            tls = from.tls;
            trust = from.trust;
            advertisedHost = from.advertisedHost;
            minMediaPort = from.minMediaPort;
            maxMediaPort = from.maxMediaPort;
            codecs = from.codecs;
            srtp = from.srtp;
            product = from.product;
            outboundProxy = from.outboundProxy;
            registrations = from.registrations;
            realm = from.realm;
            passwords = from.passwords;
            allowedSources = from.allowedSources;
            maxCalls = from.maxCalls;
            maxCallsPerSource = from.maxCallsPerSource;
            invitesPerSecond = from.invitesPerSecond;
            transferTargets = from.transferTargets;
            acceptTransfers = from.acceptTransfers;
            ringing = from.ringing;
            mediaTimeout = from.mediaTimeout;
            sessionExpires = from.sessionExpires;
            sendAheadMillis = from.sendAheadMillis;
            maxJitterMillis = from.maxJitterMillis;
        }
    }
}

package io.patchbay.net.socket;

import io.patchbay.net.TlsIdentity;
import io.patchbay.net.TlsSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bounds of streams, and whether they are encrypted. Immutable. */
public final class StreamSettings {

    private final Builder values;

    private StreamSettings(Builder values) {
        this.values = values;
    }

    /** Starts with plain streams and the defaults named at each setting. */
    public static Builder builder() {
        return new Builder();
    }

    /** Accepted connections at once; those over it are closed. 1000 by default. */
    public int maxConnections() {
        return values.maxConnections;
    }

    /** A connection on which nothing comes or goes for so long is closed; 10 min by default. */
    public Duration idle() {
        return values.idle;
    }

    /** Bytes that may wait because the far end does not read; over it is closed. 1 MiB. */
    public int maxPendingBytes() {
        return values.maxPendingBytes;
    }

    /** The time for a connect with its TLS handshake, and for the handshake of others; 10 s. */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /** Who we are, for accepted connections; without it they are plain. */
    public Optional<TlsIdentity> identity() {
        return Optional.ofNullable(values.identity);
    }

    /** Whom we trust, for connections that we make; without it they are plain. */
    public Optional<TlsSettings> trust() {
        return Optional.ofNullable(values.trust);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private int maxConnections = 1_000;
        private Duration idle = Duration.ofMinutes(10);
        private int maxPendingBytes = 1 << 20;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private @Nullable TlsIdentity identity;
        private @Nullable TlsSettings trust;

        private Builder() {}

        /** See {@link StreamSettings#maxConnections()}. */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = positive("maxConnections", maxConnections);
            return this;
        }

        /** See {@link StreamSettings#idle()}. */
        public Builder idle(Duration idle) {
            this.idle = positive("idle", idle);
            return this;
        }

        /** See {@link StreamSettings#maxPendingBytes()}. */
        public Builder maxPendingBytes(int maxPendingBytes) {
            this.maxPendingBytes = positive("maxPendingBytes", maxPendingBytes);
            return this;
        }

        /** See {@link StreamSettings#connectTimeout()}. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = positive("connectTimeout", connectTimeout);
            return this;
        }

        /** See {@link StreamSettings#identity()}. */
        public Builder identity(@Nullable TlsIdentity identity) {
            this.identity = identity;
            return this;
        }

        /** See {@link StreamSettings#trust()}. */
        public Builder trust(@Nullable TlsSettings trust) {
            this.trust = trust;
            return this;
        }

        /** What was collected. */
        public StreamSettings build() {
            var copy = new Builder();
            copy.maxConnections = maxConnections;
            copy.idle = idle;
            copy.maxPendingBytes = maxPendingBytes;
            copy.connectTimeout = connectTimeout;
            copy.identity = identity;
            copy.trust = trust;
            return new StreamSettings(copy);
        }

        private static int positive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, not " + value);
            }
            return value;
        }

        private static Duration positive(String name, Duration value) {
            Objects.requireNonNull(value, name);
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be more than 0, not " + value);
            }
            return value;
        }
    }
}

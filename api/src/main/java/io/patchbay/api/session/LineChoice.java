package io.patchbay.api.session;

import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Endpoint;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach a model: which transport, which provider, and what it needs to know. A session
 * has a list of these, by preference.
 *
 * @param transport name of the transport
 * @param provider name of the provider
 * @param profile the provider's profile, or null for its default
 * @param model the model, or null for the provider's default
 * @param url replaces the provider's own address, or null
 * @param callId attaches to a call that the provider carries, or null
 * @param credentials hands out the key at every connect
 */
public record LineChoice(
        String transport,
        String provider,
        @Nullable String profile,
        @Nullable String model,
        @Nullable URI url,
        @Nullable String callId,
        CredentialSupplier credentials) {

    /** Checks for null. */
    public LineChoice {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(credentials, "credentials");
    }

    /** The names, and the address without user and query, which may hold a key. */
    @Override
    public String toString() {
        return "LineChoice["
                + transport
                + ", "
                + provider
                + (profile == null ? "" : "/" + profile)
                + (model == null ? "" : ", " + model)
                + (url == null ? "" : ", " + Endpoint.shown(url))
                + "]";
    }

    /** WebSocket to OpenAI with the key in the environment variable {@code OPENAI_API_KEY}. */
    public static LineChoice openai() {
        return builder().build();
    }

    /** Starts from {@link #openai()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts. Not thread-safe. */
    public static final class Builder {

        private String transport = "websocket";
        private String provider = "openai";
        private @Nullable String profile;
        private @Nullable String model;
        private @Nullable URI url;
        private @Nullable String callId;
        private CredentialSupplier credentials = CredentialSupplier.environment("OPENAI_API_KEY");

        private Builder() {}

        /** Name of the transport; default {@code websocket}. */
        public Builder transport(String name) {
            this.transport = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Name of the provider; default {@code openai}. */
        public Builder provider(String name) {
            this.provider = Objects.requireNonNull(name, "name");
            return this;
        }

        /** The provider's profile. */
        public Builder profile(@Nullable String name) {
            this.profile = name;
            return this;
        }

        /** The model. */
        public Builder model(@Nullable String name) {
            this.model = name;
            return this;
        }

        /** An address in place of the provider's own. */
        public Builder url(@Nullable URI url) {
            this.url = url;
            return this;
        }

        /** A call to attach to. */
        public Builder callId(@Nullable String id) {
            this.callId = id;
            return this;
        }

        /** Who hands out the key; default the environment variable {@code OPENAI_API_KEY}. */
        public Builder credentials(CredentialSupplier supplier) {
            this.credentials = Objects.requireNonNull(supplier, "supplier");
            return this;
        }

        /** Always this key. */
        public Builder key(String key) {
            return credentials(CredentialSupplier.of(key));
        }

        /** What was collected. */
        public LineChoice build() {
            return new LineChoice(transport, provider, profile, model, url, callId, credentials);
        }
    }
}

package io.patchbay.api.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the server notices the caller's turns. A null leaves the choice to the provider. */
public sealed interface TurnDetection {

    /** Whether the server answers by itself when a turn ends. */
    @Nullable Boolean createResponse();

    /**
     * Whether the server cancels its answer by itself when the caller speaks. False means that
     * speech does not interrupt at all.
     */
    @Nullable Boolean interruptResponse();

    /** The same detection with other answers to who responds and who cancels. */
    TurnDetection with(@Nullable Boolean createResponse, @Nullable Boolean interruptResponse);

    /**
     * By energy and silence.
     *
     * @param threshold 0 to 1; higher wants louder speech
     * @param prefixPaddingMillis sound kept from before the start
     * @param silenceDurationMillis silence that ends a turn
     * @param idleTimeoutMillis silence after which the server speaks up
     */
    record ServerVad(
            @Nullable Double threshold,
            @Nullable Integer prefixPaddingMillis,
            @Nullable Integer silenceDurationMillis,
            @Nullable Integer idleTimeoutMillis,
            @Nullable Boolean createResponse,
            @Nullable Boolean interruptResponse)
            implements TurnDetection {
        /** All by the provider's defaults. */
        public static ServerVad defaults() {
            return new ServerVad(null, null, null, null, null, null);
        }

        @Override
        public ServerVad with(
                @Nullable Boolean createResponse, @Nullable Boolean interruptResponse) {
            return new ServerVad(
                    threshold,
                    prefixPaddingMillis,
                    silenceDurationMillis,
                    idleTimeoutMillis,
                    createResponse,
                    interruptResponse);
        }
    }

    /**
     * By what is said.
     *
     * @param eagerness {@code low}, {@code medium}, {@code high} or {@code auto}: how soon a pause
     *     is an end
     */
    record SemanticVad(
            @Nullable String eagerness,
            @Nullable Boolean createResponse,
            @Nullable Boolean interruptResponse)
            implements TurnDetection {
        /** All by the provider's defaults. */
        public static SemanticVad defaults() {
            return new SemanticVad(null, null, null);
        }

        @Override
        public SemanticVad with(
                @Nullable Boolean createResponse, @Nullable Boolean interruptResponse) {
            return new SemanticVad(eagerness, createResponse, interruptResponse);
        }
    }

    /**
     * By a way that only one provider has.
     *
     * @param json the provider's object, {@code type} included, the two flags left out
     */
    record Extension(
            String json, @Nullable Boolean createResponse, @Nullable Boolean interruptResponse)
            implements TurnDetection {
        /** Checks for null. */
        public Extension {
            Objects.requireNonNull(json, "json");
        }

        @Override
        public Extension with(
                @Nullable Boolean createResponse, @Nullable Boolean interruptResponse) {
            return new Extension(json, createResponse, interruptResponse);
        }
    }
}

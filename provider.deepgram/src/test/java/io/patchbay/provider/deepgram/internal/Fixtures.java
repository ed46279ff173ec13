package io.patchbay.provider.deepgram.internal;

/**
 * What the service says. Members and their types are those of its AsyncAPI document
 * (github.com/deepgram/deepgram-api-specs, asyncapi.yml, commit 4ba987c of 2026-07-22), named
 * {@code AgentV1…} there; where it is older than the service, those of the official client
 * {@code @deepgram/sdk} 5.13.0 (npm; dist/…/agent/resources/v1/types). Examples of values are from
 * the guides at developers.deepgram.com/docs where one is named.
 */
final class Fixtures {

    /** AgentV1Welcome; voice-agent-message-flow. */
    static final String WELCOME =
            "{\"type\":\"Welcome\",\"request_id\":\"fc553ec9-5874-49ca-a47c-b670d525a4b3\"}";

    /** AgentV1SettingsApplied; voice-agent-message-flow. */
    static final String SETTINGS_APPLIED = "{\"type\":\"SettingsApplied\"}";

    /** AgentV1ConversationText, with what it holds when the listener is flux-general-multi. */
    static final String USER_TEXT =
            "{\"type\":\"ConversationText\",\"role\":\"user\",\"content\":\"What time is it?\","
                    + "\"languages_hinted\":[\"en\"],\"languages\":[\"en\"]}";

    /** AgentV1ConversationText. */
    static final String AGENT_TEXT =
            "{\"type\":\"ConversationText\",\"role\":\"assistant\",\"content\":\"It is noon.\"}";

    /** AgentV1UserStartedSpeaking; voice-agent-user-started-speaking. */
    static final String USER_STARTED = "{\"type\":\"UserStartedSpeaking\"}";

    /** AgentV1AgentThinking; voice-agent-agent-thinking. */
    static final String THINKING = "{\"type\":\"AgentThinking\",\"content\":\"The clock.\"}";

    /** AgentV1AgentStartedSpeaking; sent to those who set {@code experimental}. */
    static final String AGENT_STARTED =
            "{\"type\":\"AgentStartedSpeaking\",\"total_latency\":1.2,\"tts_latency\":0.4,"
                    + "\"ttt_latency\":0.7}";

    /** AgentV1AgentAudioDone; voice-agent-agent-audio-done. */
    static final String AUDIO_DONE = "{\"type\":\"AgentAudioDone\"}";

    /** AgentV1FunctionCallRequest; the example of voice-agent-function-call-request. */
    static final String FUNCTION =
            "{\"type\":\"FunctionCallRequest\",\"functions\":[{"
                    + "\"id\":\"fc_12345678-90ab-cdef-1234-567890abcdef\",\"name\":\"get_weather\","
                    + "\"arguments\":\"{\\\"location\\\": \\\"Fremont, CA 94539\\\"}\","
                    + "\"client_side\":true}]}";

    /** AgentV1FunctionCallRequest; one function for the client, one that the service runs. */
    static final String FUNCTIONS =
            "{\"type\":\"FunctionCallRequest\",\"functions\":["
                    + "{\"id\":\"fc_1\",\"name\":\"clock\",\"arguments\":\"{}\","
                    + "\"client_side\":true},"
                    + "{\"id\":\"fc_2\",\"name\":\"weather\",\"arguments\":\"{}\","
                    + "\"client_side\":true,\"thought_signature\":\"c2ln\"},"
                    + "{\"id\":\"fc_3\",\"name\":\"hosted\",\"arguments\":\"{}\","
                    + "\"client_side\":false}]}";

    /** AgentV1FunctionCallRequest; a function that the service runs. */
    static final String SERVER_FUNCTION =
            "{\"type\":\"FunctionCallRequest\",\"functions\":[{\"id\":\"fc_3\","
                    + "\"name\":\"hosted\",\"arguments\":\"{}\",\"client_side\":false}]}";

    /** AgentV1ReceiveFunctionCallResponse: what the service's own function came to. */
    static final String SERVER_RESPONSE =
            "{\"type\":\"FunctionCallResponse\",\"name\":\"hosted\",\"content\":\"done\"}";

    /** AgentV1FunctionCallCancelled; in the client's types, not yet in the document. */
    static final String FUNCTION_CANCELLED =
            "{\"type\":\"FunctionCallCancelled\",\"functions\":[{\"id\":\"fc_1\","
                    + "\"name\":\"clock\"}]}";

    /** AgentV1InjectionRefused; the example of the reference of voice-agent. */
    static final String INJECTION_REFUSED =
            "{\"type\":\"InjectionRefused\",\"message\":\"Cannot inject message while agent is"
                    + " currently speaking\"}";

    /** AgentV1PromptUpdated. */
    static final String PROMPT_UPDATED = "{\"type\":\"PromptUpdated\"}";

    /** AgentV1ThinkUpdated; voice-agent-update-think. */
    static final String THINK_UPDATED = "{\"type\":\"ThinkUpdated\"}";

    /** AgentV1SpeakUpdated. */
    static final String SPEAK_UPDATED = "{\"type\":\"SpeakUpdated\"}";

    /** AgentV1ListenUpdated. */
    static final String LISTEN_UPDATED = "{\"type\":\"ListenUpdated\"}";

    /** AgentV1LatencyReport; voice-agent-latency-report. */
    static final String LATENCY =
            "{\"type\":\"LatencyReport\",\"stt_latency\":0.12,\"ttt_token_latency\":0.34,"
                    + "\"ttt_text_latency\":0.36,\"tts_latency\":0.2,\"total_latency\":0.9}";

    /** AgentV1History, of words. */
    static final String HISTORY =
            "{\"type\":\"History\",\"role\":\"user\",\"content\":\"What time is it?\"}";

    /** AgentV1History, of functions. */
    static final String HISTORY_OF_CALLS =
            "{\"type\":\"History\",\"function_calls\":[{\"id\":\"fc_1\",\"name\":\"clock\","
                    + "\"client_side\":true,\"arguments\":\"{}\",\"response\":\"noon\"}]}";

    /** AgentV1Warning; a code of voice-agent-errors-warnings. */
    static final String WARNING =
            "{\"type\":\"Warning\",\"description\":\"The prompt was too long and had to be"
                    + " truncated.\",\"code\":\"PROMPT_TOO_LONG\"}";

    /** AgentV1Error; a code of voice-agent-errors-warnings. */
    static final String ERROR =
            "{\"type\":\"Error\",\"description\":\"The speech-to-text connection closed"
                    + " unexpectedly.\",\"code\":\"ASR_CONNECTION_CLOSED\"}";

    /** AgentV1Error; a code of voice-agent-errors-warnings. */
    static final String INVALID_SETTINGS =
            "{\"type\":\"Error\",\"description\":\"The Settings message was parsed but contained"
                    + " invalid values.\",\"code\":\"INVALID_SETTINGS\"}";

    private Fixtures() {}

    static String said(String role, String words) {
        return Json.message("ConversationText").put("role", role).put("content", words).toString();
    }
}

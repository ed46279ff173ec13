package io.patchbay.tck.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a provider speaks, written by the author of its codec from the provider's documentation: the
 * far end's half of {@link ProviderBench}. One for each connection; it may remember what it needs
 * (ids, what runs). Used on one thread.
 *
 * <p>What the wire has no word for is an empty list, the default of each method, and is declared in
 * {@link #lacks()}: a test that needs the word is skipped then, with the reason given there. A word
 * that is missing and not declared fails the test, and so does one that is declared and there. A
 * capability that needs a missing word is reported as unverifiable.
 */
public interface ServerDialect {

    /** Where the service is, from {@code /} on. */
    default String path() {
        return "/";
    }

    /** Which of the subprotocols it takes; default: none. */
    default Optional<String> subprotocol(List<String> offered) {
        return Optional.empty();
    }

    /**
     * What this wire has no word for, each with the reason, from the provider's documentation;
     * default: nothing.
     */
    default Map<WireWord, String> lacks() {
        return Map.of();
    }

    // ---- how it hears

    /**
     * What a message of the client means. One message may mean several things; what means nothing
     * to a provider is {@link Heard.Other}.
     */
    List<Heard> hear(WireMessage message);

    /** What it answers to that at once, e.g. that a configuration is in force. */
    default List<WireMessage> reply(Heard heard) {
        return List.of();
    }

    /** What it says when a connection stands, before it has heard anything. */
    default List<WireMessage> greeting() {
        return List.of();
    }

    // ---- the caller's turn

    /** The caller began to speak. */
    default List<WireMessage> callerBegan() {
        return List.of();
    }

    /** The caller stopped speaking. */
    default List<WireMessage> callerStopped() {
        return List.of();
    }

    /** What the caller said. */
    default List<WireMessage> heard(String words) {
        return List.of();
    }

    /** The caller pressed a key of a telephone. */
    default List<WireMessage> key(String key) {
        return List.of();
    }

    // ---- an answer

    /** An answer begins; where the wire does not say so, its first words or sound do. */
    default List<WireMessage> answerBegins() {
        return List.of();
    }

    /** More of the words that are spoken. */
    default List<WireMessage> words(String more) {
        return List.of();
    }

    /** More words of an answer in writing. */
    default List<WireMessage> text(String more) {
        return List.of();
    }

    /** More sound of the answer that runs. */
    default List<WireMessage> sound(byte[] bytes) {
        return List.of();
    }

    /**
     * The model wants a tool called.
     *
     * @param arguments JSON, or text that is none, if a model of this provider may write that
     */
    default List<WireMessage> call(String callId, String name, String arguments) {
        return List.of();
    }

    /** Several at once; default: one after the other. */
    default List<WireMessage> calls(List<Heard.Call> calls) {
        return calls.stream()
                .flatMap(each -> call(each.callId(), each.name(), each.arguments()).stream())
                .toList();
    }

    /** The provider takes a call back. */
    default List<WireMessage> callTakenBack(String callId) {
        return List.of();
    }

    /** The answer is whole. */
    default List<WireMessage> done() {
        return List.of();
    }

    /** The answer is cut off, because the caller speaks. */
    default List<WireMessage> interrupted() {
        return List.of();
    }

    /**
     * Sound of the answer that was cut off, on its way already; default: {@link #sound}. A wire on
     * which this cannot happen has no word for it.
     */
    default List<WireMessage> lateSound(byte[] bytes) {
        return sound(bytes);
    }

    // ---- trouble

    /** A complaint after which the line goes on. */
    default List<WireMessage> error(String why) {
        return List.of();
    }

    /** The line is lost; another one may work. */
    default List<WireMessage> lineLost(String why) {
        return List.of();
    }

    /** In place of accepting the opening: no line will work until a person does something. */
    default List<WireMessage> refused(String why) {
        return List.of();
    }

    /** The provider will end this line soon. */
    default List<WireMessage> goAway(Duration timeLeft) {
        return List.of();
    }
}

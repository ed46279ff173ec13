package io.patchbay.emulator.model.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for a language model, by rules that a client can foresee: a tool that is named is
 * called, everything else is said back.
 */
public final class StandInModel {
    /** Said when sound was not recognised. */
    public static final String NOT_UNDERSTOOD = "Sorry, I did not understand that.";

    /** Said when the user has been silent for the idle timeout. */
    public static final String STILL_THERE = "Are you still there?";

    /** Said when there is nothing to say back. */
    public static final String GREETING = "Hello, this is the Patchbay emulator.";

    /** Said when an operator's message asks to say sorry. */
    public static final String APOLOGY = "I am sorry. What else can I do for you?";

    /** The output of a tool that handed over to another agent. */
    private static final Pattern HANDOVER =
            Pattern.compile("\\{\\s*\"assistant\"\\s*:\\s*\"([^\"\\\\]{1,100})\"\\s*}");

    private StandInModel() {}

    /**
     * What a response is made from.
     *
     * @param input the last input
     * @param ownInstructions instructions of this response alone; empty if there are none
     * @param tools what may be called
     * @param choice how free the choice is
     * @param parallel whether several calls may stand in one response
     */
    public record Prompt(
            ModelInput input,
            String ownInstructions,
            List<ToolSpec> tools,
            ToolChoice choice,
            boolean parallel) {
        /** Copies the tools. */
        public Prompt {
            tools = List.copyOf(tools);
        }
    }

    /** The output items; at least one. */
    public static List<ModelOutput> answer(Prompt prompt) {
        List<ToolSpec> called = tools(prompt);
        if (called.isEmpty()) {
            return List.of(new ModelOutput.Say(words(prompt)));
        }
        List<ModelOutput> outputs = new ArrayList<>();
        for (ToolSpec tool : prompt.parallel() ? called : called.subList(0, 1)) {
            String arguments = ArgumentFiller.fill(tool, prompt.input().text());
            outputs.add(new ModelOutput.Call(tool, arguments));
        }
        return outputs;
    }

    private static List<ToolSpec> tools(Prompt prompt) {
        List<ToolSpec> tools = prompt.tools();
        String text = prompt.input().text();
        if (prompt.choice() instanceof ToolChoice.None || tools.isEmpty()) {
            return List.of();
        }
        if (prompt.choice() instanceof ToolChoice.Forced forced) {
            List<ToolSpec> allowed = tools.stream().filter(forced::allows).toList();
            List<ToolSpec> named = ToolChooser.named(text, allowed);
            return named.isEmpty() ? allowed.stream().limit(1).toList() : named;
        }
        List<ToolSpec> found =
                switch (prompt.input().kind()) {
                    case TEXT -> ToolChooser.named(text, tools);
                    case HEARD -> {
                        List<ToolSpec> named = ToolChooser.named(text, tools);
                        yield named.isEmpty() ? ToolChooser.suggested(text, tools) : named;
                    }
                    default -> List.of();
                };
        boolean must =
                prompt.choice() instanceof ToolChoice.Required
                        && prompt.input().kind() != ModelInput.Kind.NOT_UNDERSTOOD;
        return found.isEmpty() && must ? tools.subList(0, 1) : found;
    }

    private static String words(Prompt prompt) {
        String text = prompt.input().text();
        return switch (prompt.input().kind()) {
            case NOT_UNDERSTOOD -> NOT_UNDERSTOOD;
            case SILENCE -> STILL_THERE;
            case APOLOGY -> APOLOGY;
            case IMAGE -> text.isBlank() ? "I see a picture." : text;
            case NOTHING -> opening(prompt.ownInstructions());
            case TOOL_OUTPUT -> handedOver(text).orElse(said(text, prompt));
            case TEXT, HEARD -> said(text, prompt);
        };
    }

    private static String said(String text, Prompt prompt) {
        return text.isBlank() ? opening(prompt.ownInstructions()) : text;
    }

    /** Who has taken over says so, and not what a program would. */
    private static Optional<String> handedOver(String output) {
        Matcher name = HANDOVER.matcher(output);
        return name.matches()
                ? Optional.of("Hello, " + String.join(" ", Words.of(name.group(1))) + " here.")
                : Optional.empty();
    }

    /** The phrase quoted in the response's instructions, or the instructions, or a greeting. */
    private static String opening(String instructions) {
        List<String> quoted = Quotes.in(instructions);
        if (!quoted.isEmpty()) {
            return quoted.get(0);
        }
        return instructions.isBlank() ? GREETING : instructions.strip();
    }
}

package io.patchbay.api.tool;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whether a call of a tool needs somebody's consent before it runs. {@link #NEVER} and {@link
 * #ALWAYS} are the fixed answers; anything else is asked for each call, on a worker thread, where
 * it may block.
 *
 * <p>It fails closed: arguments that are no JSON object, which a policy cannot judge, and a policy
 * that throws, need consent; a call whose policy has not answered after {@link
 * FunctionTool#DEFAULT_TIMEOUT} is not run. A policy is not asked again for a call on which
 * somebody has decided.
 */
@ConsumerType
@FunctionalInterface
public interface ToolApproval {

    /** No call needs it. */
    ToolApproval NEVER = (arguments, context) -> false;

    /** Every call needs it. */
    ToolApproval ALWAYS = (arguments, context) -> true;

    /**
     * Whether this call needs it.
     *
     * @param arguments JSON text of an object
     * @param context of the call
     * @throws Exception anything: it is reported, and the call needs consent
     */
    boolean needed(String arguments, ToolContext context) throws Exception;
}
